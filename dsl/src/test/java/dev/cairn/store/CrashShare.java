package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.share.OnStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** How checkpoints leave and come in, as parts of a {@link CrashScript}. */
final class CrashShare {
  private final CrashScript script;

  CrashShare(CrashScript script) {
    this.script = script;
  }

  /** Archives the run, in the place of an archive that is there. */
  void archive() throws IOException {
    Path archive = script.base().resolve(CrashScript.ARCHIVE);
    // Equal runs make equal archives, so it is known before.
    Path copy = copyOf(archive);
    OnStorage.pack(script.run(), copy, true, Given.STORAGE);
    String packed = Digests.sha256(copy);
    script.now().archives().add(packed);
    script.begin();
    OnStorage.pack(script.run(), archive, true, script.storage());
    assertThat(Digests.sha256(archive)).isEqualTo(packed);
    script.now().archives().retainAll(Set.of(packed));
    script.acknowledge();
  }

  /** Exports a checkpoint, in the place of an export that is there. */
  void export(long step) throws IOException {
    Path export = script.base().resolve(CrashScript.EXPORT);
    Checkpoint checkpoint = script.checkpoint(step);
    Path copy = copyOf(export);
    OnStorage.export(checkpoint, copy, Given.STORAGE);
    String exported = CrashFindings.folder(copy);
    script.now().exports().add(exported);
    script.begin();
    OnStorage.export(checkpoint, export, script.storage());
    script.now().exports().retainAll(Set.of(exported));
    script.acknowledge();
  }

  /** Makes one file of a checkpoint. */
  void compress(long step) throws IOException {
    Checkpoint checkpoint = script.checkpoint(step);
    script.now().certain().remove(step);
    script.now().cold().put(step, CrashScript.loss(checkpoint));
    script.begin();
    OnStorage.compress(script.store(), checkpoint, script.storage());
    script.standAt(script.store().directory().checkpoints());
    script.acknowledge();
  }

  /** Makes a checkpoint of that file again. */
  void decompress(long step) throws IOException {
    double loss = Objects.requireNonNull(script.now().cold().get(step));
    script.now().possible().put(step, new TreeSet<>(Set.of(loss)));
    script.begin();
    CompressedCheckpoint compressed =
        script.store().directory().compressed(Layout.checkpointName(step)).orElseThrow();
    OnStorage.decompress(script.store(), compressed, script.storage());
    script.now().cold().remove(step);
    script.standAt(script.store().directory().checkpoints());
    script.acknowledge();
  }

  /** Unpacks an archive into the run, which may not be there. */
  void unarchive() throws IOException {
    script.close();
    boolean withItsHistory = Files.notExists(script.run());
    bringIn(
        Given.ARCHIVED,
        () -> {
          OnStorage.unpack(Given.archive(script.base()), script.run(), script.storage());
          if (withItsHistory) {
            script.now().saved().addAll(new TreeSet<>(Given.ARCHIVED.keySet()));
          }
        });
  }

  /** Imports a checkpoint of another program. */
  void bringIn() throws IOException {
    script.close();
    bringIn(
        Given.FOREIGN,
        () -> OnStorage.bringIn(Given.foreign(script.base()), script.run(), script.storage()));
  }

  private interface Work {
    void run() throws IOException;
  }

  private void bringIn(Map<Long, Double> losses, Work work) throws IOException {
    CrashExpectation now = script.now();
    if (Files.notExists(script.run())) {
      now.together().addAll(losses.keySet());
    }
    losses.forEach((step, loss) -> now.possible().put(step, new TreeSet<>(Set.of(loss))));
    script.begin();
    work.run();
    now.together().clear();
    script.standAt(RunDirectory.at(script.run()).checkpoints());
    script.acknowledge();
  }

  /** Where the same is made beforehand, out of reach of a power cut. */
  private Path copyOf(Path target) {
    Path base = script.base();
    return Given.below(base).resolve(Layout.name(base)).resolve(Layout.name(target));
  }
}
