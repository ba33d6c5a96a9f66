package dev.cairn.cli;

import dev.cairn.cli.VerifyCommand.Outcome;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.DamagedCheckpointException;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.Verification;
import dev.cairn.store.Verified;
import dev.cairn.store.VerifyDepth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Puts damaged checkpoints right, from the backup that their run was told to keep or from another
 * directory.
 */
record Repairs(Optional<Path> from, VerifyDepth depth) {

  private static final String SETTINGS = "training_args.json";
  private static final String BACKUP = "checkpoints.backupTo";

  /**
   * How it went.
   *
   * @param line what to tell
   */
  record Repair(boolean succeeded, String line) {}

  Outcome repair(Verified damaged) throws IOException {
    Path path = damaged.checkpoint().path();
    Path run = Objects.requireNonNull(path.toAbsolutePath().getParent());
    List<Path> elsewhere = from.map(List::of).orElseGet(() -> backups(run));
    try (CheckpointStore store =
        CheckpointStore.open(run, StoreSettings.keepingAll(), event -> {})) {
      Path trashed = store.repair(damaged, elsewhere);
      return new Outcome(damaged, Optional.of(done(damaged.checkpoint(), trashed)));
    } catch (DamagedCheckpointException noCopy) {
      String where = elsewhere.isEmpty() ? "; name a backup by --from DIR" : " in " + elsewhere;
      return new Outcome(
          damaged, Optional.of(new Repair(false, "not repaired: " + noCopy.fault() + where)));
    }
  }

  private Repair done(Checkpoint checkpoint, Path trashed) throws IOException {
    boolean whole =
        Verification.of(List.of(checkpoint), depth).verify(undamaged(checkpoint)).whole();
    return new Repair(whole, "%s; the damaged one is %s".formatted(checkpoint.path(), trashed));
  }

  /** The checkpoint as it is listed now. */
  private static Checkpoint undamaged(Checkpoint before) throws IOException {
    Path run = Objects.requireNonNull(before.path().toAbsolutePath().getParent());
    return RunDirectory.at(run).checkpoint(before.step()).orElse(before);
  }

  /** What the newest checkpoint that can be read was told. */
  private static List<Path> backups(Path run) {
    try {
      List<Checkpoint> newestFirst = new ArrayList<>(RunDirectory.at(run).checkpoints());
      Collections.reverse(newestFirst);
      return newestFirst.stream().flatMap(one -> backup(one).stream()).limit(1).toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private static Optional<Path> backup(Checkpoint checkpoint) {
    try (CheckpointReader reader = checkpoint.open()) {
      if (reader.files().contains(SETTINGS)
          && HuggingFaceJson.parse(reader.text(SETTINGS)).get(BACKUP) instanceof String named) {
        return Optional.of(Path.of(named));
      }
      return Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
