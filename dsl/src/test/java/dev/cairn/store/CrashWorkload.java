package dev.cairn.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a store does in a life, in short: most faults need two or three operations.
 *
 * @param keepLast how many checkpoints are kept
 * @param before what comes before the part
 * @param part what is also killed, at each of its operations
 * @param oneIn at one in so many operations it is killed, and of the states that a power cut may
 *     leave, one in so many is looked at: the larger the work, the more of them are alike
 * @param recoveryIsKilled whether what opens the run after that is killed at each of its operations
 */
record CrashWorkload(
    String name,
    int keepLast,
    CrashScript.Part before,
    CrashScript.Part part,
    int oneIn,
    boolean recoveryIsKilled) {

  private CrashWorkload(String name, int keepLast, CrashScript.Part before, CrashScript.Part part) {
    this(name, keepLast, before, part, 1, false);
  }

  private CrashWorkload(
      String name, int keepLast, CrashScript.Part before, CrashScript.Part part, int oneIn) {
    this(name, keepLast, before, part, oneIn, false);
  }

  /** Another operation of the store that changes the disk belongs here, as one more workload. */
  static final List<CrashWorkload> ALL =
      List.of(
          new CrashWorkload(
              "save",
              2,
              script -> {},
              script -> {
                script.save(100, 0.9, 100L);
                script.log(150, 1.5);
                script.log(160, 1.25);
                script.save(200, 0.8, 100L, 200L);
              }),
          new CrashWorkload(
              "replace",
              2,
              script -> script.save(100, 0.9, 100L),
              script -> {
                script.save(100, 0.8, 100L);
                script.save(100, 0.85, 100L);
              }),
          new CrashWorkload(
              "recovery",
              2,
              script -> script.save(100, 0.9, 100L),
              script -> script.save(100, 0.8, 100L),
              1,
              true),
          new CrashWorkload(
              "best moves and prunes",
              1,
              script -> {
                script.save(100, 0.9, 100L);
                script.save(200, 0.5, 200L);
              },
              script -> {
                script.save(300, 0.7, 200L, 300L);
                script.save(400, 0.4, 400L);
              }),
          new CrashWorkload(
              "rewind",
              5,
              script -> {
                script.save(100, 0.5, 100L);
                script.log(150, 1.5);
                script.save(200, 0.4, 100L, 200L);
                script.save(300, 0.3, 100L, 200L, 300L);
                script.log(350, 1.25);
              },
              script -> {
                script.rewindTo(100);
                script.log(150, 1.75);
                script.save(200, 0.6, 100L, 200L);
                script.rewindTo(100);
              }),
          new CrashWorkload(
              "pin by hand",
              1,
              script -> {
                script.save(100, 0.9, 100L);
                script.pinByHand(100);
              },
              script -> {
                script.save(200, 0.8, 100L, 200L);
                script.save(300, 0.7, 100L, 300L);
              }),
          new CrashWorkload(
              "status",
              2,
              script -> {
                script.status(RunStatus.State.RUNNING, 0);
                script.save(100, 0.9, 100L);
              },
              script -> {
                script.status(RunStatus.State.SAVING, 100);
                script.status(RunStatus.State.FINISHED, 100);
              }),
          new CrashWorkload(
              "pin and unpin",
              1,
              script -> script.save(100, 0.9, 100L),
              script -> {
                script.pin(100);
                script.save(200, 0.8, 100L, 200L);
                script.pin(200);
                script.unpin(100);
                script.save(300, 0.7, 200L, 300L);
              },
              8),
          new CrashWorkload(
              "remove and restore",
              5,
              script -> {
                script.save(100, 0.5, 100L);
                script.save(200, 0.6, 100L, 200L);
                script.save(300, 0.7, 100L, 200L, 300L);
                script.pin(100);
              },
              script -> {
                script.remove(100);
                script.restore();
                script.remove(200);
                script.restore();
              },
              8),
          new CrashWorkload(
              "trash expires",
              5,
              script -> {
                script.save(100, 0.5, 100L);
                script.save(200, 0.6, 100L, 200L);
                script.remove(100);
              },
              script -> {
                script.waitForTheTrashToExpire();
                script.save(300, 0.7, 200L, 300L);
                script.remove(300);
              },
              8),
          new CrashWorkload(
              "unchanged shards",
              1,
              script -> script.saveFrozen(100, 0.9, 100L),
              script -> {
                script.saveFrozen(200, 0.8, 200L);
                script.saveFrozen(200, 0.7, 200L);
              },
              8),
          new CrashWorkload(
              "show the best model",
              5,
              script -> script.saveFrozen(100, 0.9, 100L),
              script -> {
                script.showModel();
                script.saveFrozen(200, 0.8, 100L, 200L);
                script.showModel();
              },
              8),
          new CrashWorkload(
              "backup",
              1,
              script -> {
                script.save(100, 0.75, 100L);
                script.log(150, 1.5);
                script.backUp();
              },
              script -> {
                script.save(100, 0.5, 100L);
                script.backUp();
                script.save(200, 0.25, 200L);
                script.backUp();
              },
              16),
          new CrashWorkload(
              "texts beside checkpoints",
              2,
              script -> {},
              script -> {
                script.write(CrashScript.PLAN, "[1]");
                script.save(100, 0.9, 100L);
                script.write(CrashScript.ANSWERS, "{}");
                script.write(CrashScript.PLAN, "[1, 2]");
                script.write(CrashScript.ANSWERS, "{\"loss\": 1.5}");
              },
              8),
          new CrashWorkload(
              "archive",
              2,
              script -> script.save(100, 0.9, 100L),
              script -> {
                script.share().archive();
                script.save(200, 0.8, 100L, 200L);
                script.share().archive();
              },
              32),
          new CrashWorkload(
              "unarchive a run", 5, script -> {}, script -> script.share().unarchive(), 16),
          new CrashWorkload(
              "unarchive into a run",
              5,
              script -> script.save(100, 0.5, 100L),
              script -> script.share().unarchive(),
              16),
          new CrashWorkload(
              "import",
              5,
              script -> script.save(100, 0.5, 100L),
              script -> script.share().bringIn(),
              16),
          new CrashWorkload(
              "compress and decompress",
              5,
              script -> {
                script.save(100, 0.5, 100L);
                script.save(200, 0.4, 100L, 200L);
              },
              script -> {
                script.share().compress(100);
                script.share().decompress(100);
              },
              16),
          new CrashWorkload(
              "export",
              5,
              script -> {
                script.save(100, 0.5, 100L);
                script.share().export(100);
                script.save(200, 0.4, 100L, 200L);
              },
              script -> script.share().export(200),
              8));

  /** The whole script, which nobody kills. */
  void play(CrashScript script) throws IOException {
    before.play(script);
    part.play(script);
  }

  /**
   * The script with a kill after so many operations of its part; then the run is opened again, and
   * saved.
   *
   * @param opening the operations after which the process that opens the run is killed; 0 for never
   */
  CrashScript.Killed playKilled(CrashScript script, int operations, int opening)
      throws IOException {
    before.play(script);
    CrashScript.Killed killed = script.killed(operations, opening, part);
    script.save(500, 0.45);
    return killed;
  }

  StoreSettings settings() {
    return new StoreSettings(
        Retention.of(new KeepRule.KeepLast(keepLast)),
        Optional.of(BestBy.of("eval_loss")),
        WhenDiskFull.STOP);
  }

  @Override
  public String toString() {
    return name;
  }
}
