package dev.cairn.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects the directories of runs; it looks into no checkpoint, trash or hidden directory. */
final class RunFinder extends SimpleFileVisitor<Path> {
  private static final Set<String> FILES_OF_A_RUN = Set.of(Layout.HISTORY, Layout.LOCK);

  private final Path root;
  private final SortedSet<Path> found = new TreeSet<>();

  RunFinder(Path root) {
    this.root = root;
  }

  SortedSet<Path> found() {
    return found;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    String name = Layout.name(directory);
    if (directory.equals(root)) {
      return FileVisitResult.CONTINUE;
    }
    if (Layout.step(name).isPresent()) {
      addParent(directory);
      return FileVisitResult.SKIP_SUBTREE;
    }
    return name.equals(Layout.TRASH) || name.startsWith(".")
        ? FileVisitResult.SKIP_SUBTREE
        : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (FILES_OF_A_RUN.contains(Layout.name(file))) {
      addParent(file);
    }
    return FileVisitResult.CONTINUE;
  }

  /** What cannot be read, or goes away meanwhile, holds no run that could be shown. */
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) {
    return FileVisitResult.CONTINUE;
  }

  private void addParent(Path child) {
    Path run = child.getParent();
    if (run != null && !run.equals(root)) {
      found.add(run);
    }
  }
}
