package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What people decide about single checkpoints, whatever the rules say: pins and the trash. */
final class ByHand {
  private final Path run;
  private final CheckpointSet checkpoints;
  private final Trash trash;
  private final Bookkeeping books;

  ByHand(Path run, CheckpointSet checkpoints, Trash trash, Bookkeeping books) {
    this.run = run;
    this.checkpoints = checkpoints;
    this.trash = trash;
    this.books = books;
  }

  void pin(Found found, String label) throws IOException {
    String words = Pins.requireLabel(label);
    Pins pins = books.pins();
    Optional<String> holder = pins.labelled(words).filter(name -> !name.equals(found.name()));
    if (holder.isPresent() && checkpoints.named(holder.get()).isPresent()) {
      throw new IllegalArgumentException(
          "pin(\"%s\"): that is %s; unpin it first, or take another label"
              .formatted(words, holder.get()));
    }
    books.write(pins.with(found.name(), words));
    books.record("pinned", Map.of("step", found.step(), "label", words));
  }

  void unpin(Checkpoint checkpoint) throws IOException {
    Pins pins = books.pins();
    if (pins.holds(checkpoint.name())) {
      books.write(pins.without(checkpoint.name()));
      books.record("unpinned", Map.of("step", checkpoint.step()));
    }
  }

  Path remove(Found found, String reason) throws IOException {
    books.record("removed", Map.of("step", found.step(), "reason", reason));
    List<Path> moved = checkpoints.trash(List.of(found), reason);
    books.point();
    return moved.get(0);
  }

  Checkpoint restore(Trashed trashed) throws IOException {
    Path place = run.resolve(trashed.checkpoint());
    if (Layout.isDirectory(place)) {
      throw new IllegalArgumentException(
          place + " is there already; remove that one first, or leave this one in the trash");
    }
    if (trashed.pinnedAs().isPresent()) {
      books.write(books.pins().with(trashed.checkpoint(), trashed.pinnedAs().get()));
    }
    Found restored = checkpoints.placed(trash.restore(trashed));
    books.record("restored", Map.of("step", restored.step()));
    books.point();
    return checkpoints.checkpoint(restored);
  }
}
