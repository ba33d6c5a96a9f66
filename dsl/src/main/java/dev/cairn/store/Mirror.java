package dev.cairn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A second copy of a run's best, latest and pinned checkpoints, in a directory that is laid out as
 * the run's own and says which run it belongs to. It holds the directory's lock until it is closed.
 */
final class Mirror implements AutoCloseable {
  private static final long ANY_STEP = Long.MAX_VALUE;
  private static final List<String> LOGS = List.of(Layout.METRICS, Layout.HISTORY);

  private final RunDirectory run;
  private final RunDirectory directory;
  private final Disk disk;
  private final RunLock lock;
  private final Trash trash;
  private final Landing landing;

  private Mirror(RunDirectory run, Path directory, Disk disk, RunLock lock, InstantSource clock) {
    this.run = run;
    this.directory = RunDirectory.at(directory);
    this.disk = disk;
    this.lock = lock;
    this.trash = new Trash(directory, disk, clock);
    this.landing = new Landing(directory, disk, trash);
  }

  /**
   * Creates the directory if need be, and clears away what killed copies left.
   *
   * @throws RunInUseException if another store holds it
   * @throws ForeignBackupException if it holds the copy of another run
   */
  static Mirror open(RunDirectory run, Path directory, Disk disk, InstantSource clock)
      throws IOException {
    RunLock lock = RunLock.acquire(directory, disk, clock);
    try {
      Disk adapted = disk.abilities(directory).adapted(disk);
      Mirror mirror = new Mirror(run, directory, adapted, lock, clock);
      mirror.requireOfThisRun();
      mirror.sweep();
      return mirror;
    } catch (IOException | RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  /** The run's checkpoints that belong here and are not here yet, newest first. */
  List<Found> missing() throws IOException {
    List<Found> missing = new ArrayList<>();
    for (Found found : wanted()) {
      if (found.valid() && !holds(found)) {
        missing.add(found);
      }
    }
    return missing;
  }

  /** Copies a checkpoint of the run, and reads the copy back. */
  void copy(Found found) throws IOException {
    landing.land(
        directory.path().resolve(found.name()), Assembly.copyOf(found.path(), disk)::write);
  }

  /**
   * Brings logs and pointers to what the run's are, then lets go of what no longer belongs here;
   * unless something is missing still, because then the older copies are the best there is.
   */
  void follow() throws IOException {
    Marks marks = run.marks();
    point(Layout.LATEST, marks.latest());
    point(Layout.BEST, marks.best());
    for (String name : List.of(Layout.PINNED, Layout.METRICS, Layout.HISTORY)) {
      replace(run.path().resolve(name), directory.path().resolve(name));
    }
    if (wanted().stream().allMatch(this::holds)) {
      letGo();
    }
  }

  /**
   * Copies into the run what it lost: everything here that belongs to the run's timeline, if that
   * reaches further than {@code newestStep}.
   *
   * @param newestStep the step of the run's newest whole checkpoint; negative if it has none
   * @param into lands what is copied in the run
   * @param listener is told of each that is restored or, being damaged here too, passed over
   * @return what was copied, newest first
   */
  List<Path> restore(long newestStep, Landing into, Consumer<? super StoreEvent> listener)
      throws IOException {
    long last = lastTrustedStep();
    List<Path> restored = new ArrayList<>();
    for (Found found : newestFirst(directory.found())) {
      Path target = run.path().resolve(found.name());
      boolean wanted =
          found.step() > newestStep || (!restored.isEmpty() && !Layout.isDirectory(target));
      if (wanted && found.step() <= last && restored(found, target, into, listener)) {
        restored.add(target);
      }
    }
    if (!restored.isEmpty()) {
      restoreLogs();
    }
    return restored;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private boolean restored(
      Found found, Path target, Landing into, Consumer<? super StoreEvent> listener)
      throws IOException {
    Disk.Draft files = Assembly.copyOf(found.path(), disk)::write;
    try {
      if (Layout.isDirectory(target)) {
        Found there = Found.at(target);
        String reason = there.damage().orElse("damaged; the backup holds a whole copy");
        into.landInsteadOf(there, reason, files);
      } else {
        into.land(target, files);
      }
      listener.accept(new StoreEvent.Restored(target, directory.path()));
      return true;
    } catch (DamagedCheckpointException damaged) {
      listener.accept(new StoreEvent.Skipped(found.path(), damaged.fault()));
      return false;
    }
  }

  private static List<Found> newestFirst(List<Found> found) {
    return found.stream().sorted(Comparator.comparingLong(Found::step).reversed()).toList();
  }

  private void restoreLogs() throws IOException {
    for (String name : LOGS) {
      Path log = run.path().resolve(name);
      if (Files.notExists(log)) {
        replace(directory.path().resolve(name), log);
      }
    }
  }

  /** The run may have gone back since it was last copied: what lies beyond is another timeline. */
  private long lastTrustedStep() throws IOException {
    List<HistoryEntry> lived = run.history();
    long copied = directory.history().size();
    return lived.stream()
        .skip(copied)
        .filter(entry -> entry.kind().equals(History.REWOUND))
        .mapToLong(
            entry -> entry.details().get("step") instanceof Number step ? step.longValue() : 0)
        .min()
        .orElse(ANY_STEP);
  }

  private void requireOfThisRun() throws IOException {
    String name = Layout.name(run.path().toAbsolutePath().normalize());
    Path label = directory.path().resolve(Layout.BACKUP);
    if (Files.notExists(label)) {
      disk.replace(
          label,
          unfinished -> disk.createText(unfinished, HuggingFaceJson.format(Map.of("run", name))));
      return;
    }
    String owner = String.valueOf(HuggingFaceJson.parse(Files.readString(label)).get("run"));
    List<HistoryEntry> lived = run.history();
    List<HistoryEntry> copied = directory.history();
    boolean compared = !lived.isEmpty() && !copied.isEmpty();
    boolean same = compared ? lived.get(0).equals(copied.get(0)) : owner.equals(name);
    if (!same) {
      throw new ForeignBackupException(directory.path(), owner);
    }
  }

  private void sweep() throws IOException {
    for (Path left : disk.list(directory.path())) {
      if (Layout.isUnfinished(left)) {
        disk.deleteTree(left);
      }
    }
    new InPlace(disk).sweep(directory.path());
    trash.sweep();
  }

  private List<Found> wanted() throws IOException {
    Marks marks = run.marks();
    Set<String> names = new TreeSet<>(marks.pins().checkpoints());
    marks.latest().ifPresent(names::add);
    marks.best().ifPresent(names::add);
    return newestFirst(
        names.stream()
            .filter(name -> Layout.step(name).isPresent())
            .map(name -> Found.at(run.path().resolve(name)))
            .toList());
  }

  private boolean holds(Found found) {
    Found copy = Found.at(directory.path().resolve(found.name()));
    return copy.valid() && Found.manifestAt(copy.path()).equals(Found.manifestAt(found.path()));
  }

  private void letGo() throws IOException {
    Set<String> kept = new TreeSet<>();
    wanted().forEach(found -> kept.add(found.name()));
    for (Found found : directory.found()) {
      if (!kept.contains(found.name())) {
        trash.delete(found.path());
      }
    }
  }

  private void point(String name, Optional<String> to) throws IOException {
    if (to.isPresent() && !to.equals(directory.pointer(name).read())) {
      directory.pointer(name).pointTo(to.get(), disk);
    }
  }

  private void replace(Path source, Path target) throws IOException {
    if (Files.exists(source)) {
      byte[] bytes = Files.readAllBytes(source);
      disk.replace(target, unfinished -> create(unfinished, bytes));
      disk.forceDirectory(target.resolveSibling(""));
    }
  }

  private void create(Path file, byte[] bytes) throws IOException {
    try (Disk.OpenFile open = disk.create(file)) {
      open.write(ByteBuffer.wrap(bytes));
      open.force();
    }
  }
}
