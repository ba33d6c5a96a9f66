package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for thousands of small files that nobody needs to be durable: in memory if possible. */
public final class QuickFolder {
  private static final Path MEMORY = Path.of("/dev/shm");

  private QuickFolder() {}

  /** A new folder; whoever asks for it deletes it. */
  public static Path create(String name) throws IOException {
    return Files.isWritable(MEMORY)
        ? Files.createTempDirectory(MEMORY, name)
        : Files.createTempDirectory(name);
  }

  /** Deletes it, or a directory in it. */
  public static void delete(Path folder) throws IOException {
    new LocalDisk().deleteTree(folder);
  }
}
