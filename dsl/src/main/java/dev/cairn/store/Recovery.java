package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the newest checkpoint that is whole, and puts back what is damaged or lost. */
final class Recovery {
  private final CheckpointSet checkpoints;
  private final Landing landing;
  private final Bookkeeping books;
  private final Optional<Backup> backup;
  private final Consumer<? super StoreEvent> listener;

  Recovery(
      CheckpointSet checkpoints,
      Landing landing,
      Bookkeeping books,
      Optional<Backup> backup,
      Consumer<? super StoreEvent> listener) {
    this.checkpoints = checkpoints;
    this.landing = landing;
    this.books = books;
    this.backup = backup;
    this.listener = listener;
  }

  Optional<Checkpoint> newestValid() throws IOException {
    Optional<Checkpoint> newest = newestWhole();
    if (backup.isEmpty()) {
      return newest;
    }
    long newestStep = newest.map(Checkpoint::step).orElse(CheckpointSet.BEFORE_ALL);
    List<Path> restored = backup.get().restore(newestStep, landing, listener);
    if (restored.isEmpty()) {
      return newest;
    }
    books.record("restored", Map.of("checkpoints", restored.stream().map(Layout::name).toList()));
    restored.forEach(checkpoints::placed);
    books.point();
    return Optional.of(
        checkpoints.checkpoint(checkpoints.named(Layout.name(restored.get(0))).orElseThrow()));
  }

  private Optional<Checkpoint> newestWhole() throws IOException {
    checkpoints.readAgain();
    for (Found found : checkpoints.after(CheckpointSet.BEFORE_ALL)) {
      Optional<String> damage = found.damage().or(() -> deepDamage(found));
      if (damage.isEmpty()) {
        return Optional.of(checkpoints.checkpoint(found));
      }
      checkpoints.damaged(found, damage.get());
      listener.accept(new StoreEvent.Skipped(found.path(), damage.get()));
    }
    return Optional.empty();
  }

  private static Optional<String> deepDamage(Found found) {
    try (CheckpointReader reader = CheckpointReader.open(found.path())) {
      return reader.faults().stream().findFirst();
    } catch (IOException unreadable) {
      return Optional.of(IoReason.of(unreadable));
    }
  }

  /** Returns where the damaged one lies now. */
  Path repair(Found found, Verified damaged, Repair repair) throws IOException {
    String reason = damaged.faults().get(0).line();
    Path trashed = landing.landInsteadOf(found, reason, files -> repair.write(damaged, files));
    checkpoints.placed(found.path());
    books.record(
        "repaired",
        Map.of("step", found.step(), "trashed", Layout.name(trashed), "reason", reason));
    books.point();
    return trashed;
  }
}
