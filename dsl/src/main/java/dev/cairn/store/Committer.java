package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Saves checkpoints, says which is best, and deletes those that the rules let go. */
final class Committer {
  private final RunDirectory directory;
  private final StoreSettings settings;
  private final CheckpointSet checkpoints;
  private final Bookkeeping books;
  private final FullDiskPolicy fullDisk;
  private final Consumer<? super StoreEvent> listener;
  private final Writing writing;

  /** Writes a checkpoint to its place; older ones may have to make room. */
  interface Writing {
    void write(CheckpointContent content, Path target, FreeSpace.Deletion deletion)
        throws IOException;
  }

  Committer(
      RunDirectory directory,
      StoreSettings settings,
      CheckpointSet checkpoints,
      Bookkeeping books,
      FullDiskPolicy fullDisk,
      Consumer<? super StoreEvent> listener,
      Writing writing) {
    this.directory = directory;
    this.settings = settings;
    this.checkpoints = checkpoints;
    this.books = books;
    this.fullDisk = fullDisk;
    this.listener = listener;
    this.writing = writing;
  }

  Optional<Checkpoint> save(CheckpointContent content) throws IOException {
    if (content.candidateForBest()) {
      settings.bestBy().ifPresent(bestBy -> bestBy.value(content.metrics()));
    }
    Path target = directory.path().resolve(Layout.checkpointName(content.step()));
    long start = System.nanoTime();
    listener.accept(new StoreEvent.Saving(target));
    if (!fullDisk.attempt(target, () -> writing.write(content, target, this::delete))) {
      return Optional.empty();
    }
    Optional<String> bestBefore = directory.marks().best();
    Found placed = checkpoints.placed(target);
    books.point();
    Checkpoint saved = checkpoints.checkpoint(placed);
    announceSaved(saved, Duration.ofNanos(System.nanoTime() - start));
    Standing standing = checkpoints.standing();
    announceBest(standing.best(), bestBefore);
    delete(standing.victims());
    return Optional.of(saved);
  }

  Optional<Checkpoint> updateBest() throws IOException {
    checkpoints.readAgain();
    Optional<String> before = directory.marks().best();
    books.point();
    announceBest(checkpoints.standing().best(), before);
    return directory.best();
  }

  List<Checkpoint> cleanup() throws IOException {
    return delete(checkpoints.standing().victims());
  }

  /** Deletes for good; returns what went. */
  List<Checkpoint> delete(List<Found> victims) throws IOException {
    List<Checkpoint> gone = new ArrayList<>();
    for (Found victim : victims) {
      Checkpoint checkpoint = checkpoints.checkpoint(victim);
      if (delete(victim)) {
        gone.add(checkpoint);
      }
    }
    return gone;
  }

  private boolean delete(Found victim) throws IOException {
    listener.accept(new StoreEvent.Deleting(victim.path()));
    boolean deleted = fullDisk.attempt(victim.path(), () -> checkpoints.delete(victim));
    if (deleted) {
      books.record("deleted", Map.of("step", victim.step()));
    }
    return deleted;
  }

  private void announceSaved(Checkpoint saved, Duration duration) throws IOException {
    books.record("saved", Map.of("step", saved.step(), "bytes", saved.bytes()));
    listener.accept(new StoreEvent.Saved(saved, duration, saved.bytes()));
  }

  private void announceBest(Optional<Found> best, Optional<String> before) throws IOException {
    if (settings.bestBy().isEmpty() || best.isEmpty() || best.map(Found::name).equals(before)) {
      return;
    }
    Checkpoint checkpoint = checkpoints.checkpoint(best.get());
    String metric = settings.bestBy().get().metric();
    double value = settings.bestBy().get().value(checkpoint.metrics());
    books.record("best", Map.of("step", checkpoint.step(), "metric", metric, "value", value));
    listener.accept(new StoreEvent.NewBest(checkpoint, metric, value));
  }
}
