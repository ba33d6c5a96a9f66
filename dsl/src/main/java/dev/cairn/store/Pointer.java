package dev.cairn.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code latest} or {@code best}: a relative link to a checkpoint, or, where links are not
 * possible, a file with the checkpoint's name on its one line.
 */
record Pointer(Path path) {
  private static final int LONGEST_LINE = 256;

  /** The name of the checkpoint it points to, whether or not that is there. */
  Optional<String> read() throws IOException {
    return target().filter(name -> Layout.step(name).isPresent());
  }

  /** Replaces it durably. */
  void pointTo(String checkpoint, Disk disk) throws IOException {
    disk.replace(path, unfinished -> make(unfinished, checkpoint, disk));
    disk.forceDirectory(path.resolveSibling(""));
  }

  /** Takes it away durably. */
  void remove(Disk disk) throws IOException {
    disk.delete(path);
    disk.forceDirectory(path.resolveSibling(""));
  }

  private Optional<String> target() throws IOException {
    if (Files.isSymbolicLink(path)) {
      return Optional.of(Layout.name(Files.readSymbolicLink(path)));
    }
    if (Files.isRegularFile(path) && Files.size(path) <= LONGEST_LINE) {
      // Whatever the bytes are: a damaged pointer points nowhere.
      return Optional.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8).strip());
    }
    return Optional.empty();
  }

  /** Makes a link, or the file that stands for one. */
  static void make(Path unfinished, String checkpoint, Disk disk) throws IOException {
    try {
      disk.link(unfinished, checkpoint);
    } catch (IOException | UnsupportedOperationException noLinksHere) {
      disk.createText(unfinished, checkpoint + "\n");
    }
  }
}
