package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of a checkpoint, as the manifest lists it.
 *
 * @param name its name in the checkpoint's directory
 * @param size in bytes
 * @param sha256 of all its bytes, in hexadecimal
 */
public record SavedFile(String name, long size, String sha256) {
  /** The name of the manifest itself, which it does not list. */
  public static final String MANIFEST = Layout.MANIFEST;

  /**
   * What the manifest of a checkpoint's directory lists, in the order in which it was saved; the
   * files themselves are not looked at.
   *
   * @throws DamagedCheckpointException if there is no manifest, or it is not as it was written
   */
  public static List<SavedFile> listedIn(Path checkpoint) throws IOException {
    return Manifest.read(checkpoint).files().stream()
        .map(file -> new SavedFile(file.name(), file.size(), file.sha256()))
        .toList();
  }
}
