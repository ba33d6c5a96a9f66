package dev.cairn.share;

import dev.cairn.share.ShareException.Fault;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.SavedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What an archive holds, in the order of its entries: one directory, the run's; in it the
 * checkpoints, each manifest before the files that it lists; then what else the run has.
 */
record ArchivePlan(List<Item> items) {
  /** What belongs to a process, not to the run. */
  private static final Set<String> OF_A_PROCESS = Set.of("run.lock", "trash");

  /** An entry. */
  sealed interface Item {
    /** Its name in the archive. */
    String name();
  }

  record Folder(String name) implements Item {}

  /**
   * A file.
   *
   * @param size how many of its bytes go in; a log may grow meanwhile
   * @param sha256 what a manifest says of it
   */
  record Regular(String name, Path path, long size, Optional<String> sha256) implements Item {}

  record Link(String name, String target) implements Item {}

  ArchivePlan {
    items = List.copyOf(items);
  }

  /** A checkpoint alone. */
  static ArchivePlan of(Checkpoint checkpoint) throws IOException {
    String root = rootName(Objects.requireNonNull(checkpoint.path().toRealPath().getParent()));
    List<Item> items = new ArrayList<>();
    items.add(new Folder(root));
    addCheckpoint(root, checkpoint.path(), items);
    return new ArchivePlan(items);
  }

  /** A run, less its damaged checkpoints, its trash, and what lies in it that is not its own. */
  static ArchivePlan of(RunDirectory run, Consumer<? super ShareEvent> listener)
      throws IOException {
    String root = rootName(run.path().toRealPath());
    List<Item> items = new ArrayList<>();
    items.add(new Folder(root));
    for (Checkpoint checkpoint : run.checkpoints()) {
      Optional<String> fault = fault(checkpoint);
      if (fault.isEmpty()) {
        addCheckpoint(root, checkpoint.path(), items);
      } else {
        listener.accept(new ShareEvent.LeftOut(checkpoint.name(), "damaged: " + fault.get()));
      }
    }
    if (items.size() == 1) {
      throw ShareException.in(run.path(), Fault.NO_CHECKPOINT, "it has no whole checkpoint");
    }
    addOthers(root, run.path(), items, listener);
    return new ArchivePlan(items);
  }

  /** The bytes of all files. */
  long size() {
    return items.stream()
        .mapToLong(item -> item instanceof Regular regular ? regular.size() : 0)
        .sum();
  }

  private static String rootName(Path run) {
    return FileNames.of(run);
  }

  private static Optional<String> fault(Checkpoint checkpoint) {
    if (!checkpoint.valid()) {
      return checkpoint.damage();
    }
    try (CheckpointReader reader = checkpoint.open()) {
      return reader.faults().stream().findFirst();
    } catch (IOException unreadable) {
      return Optional.of(String.valueOf(unreadable.getMessage()));
    }
  }

  private static void addCheckpoint(String root, Path checkpoint, List<Item> items)
      throws IOException {
    String folder = root + "/" + FileNames.of(checkpoint);
    items.add(new Folder(folder));
    Path manifest = checkpoint.resolve(SavedFile.MANIFEST);
    items.add(
        new Regular(
            folder + "/" + SavedFile.MANIFEST, manifest, Files.size(manifest), Optional.empty()));
    SavedFile.listedIn(checkpoint).stream()
        .sorted(Comparator.comparing(SavedFile::name))
        .map(
            file ->
                new Regular(
                    folder + "/" + file.name(),
                    checkpoint.resolve(file.name()),
                    file.size(),
                    Optional.of(file.sha256())))
        .forEach(items::add);
  }

  private static void addOthers(
      String root, Path run, List<Item> items, Consumer<? super ShareEvent> listener)
      throws IOException {
    List<Item> links = new ArrayList<>();
    for (Path child : ForeignSource.children(run)) {
      String name = FileNames.of(child);
      if (Files.isSymbolicLink(child)) {
        String target = Files.readSymbolicLink(child).toString();
        if (EntryName.isInside(target)) {
          links.add(new Link(root + "/" + name, target));
        } else {
          listener.accept(new ShareEvent.LeftOut(name, "a link that leads out of the run"));
        }
      } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
        if (!OF_A_PROCESS.contains(name)) {
          items.add(new Regular(root + "/" + name, child, Files.size(child), Optional.empty()));
        }
      } else if (!OF_A_PROCESS.contains(name) && !EntryName.isCheckpoint(name)) {
        listener.accept(new ShareEvent.LeftOut(name, "a directory that is no checkpoint"));
      }
    }
    items.addAll(links);
  }
}
