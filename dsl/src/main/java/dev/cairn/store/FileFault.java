package dev.cairn.store;

import java.util.Optional;

/**
 * Something wrong with a file of a checkpoint.
 *
 * @param file the file's name
 * @param tensor the tensor that is not as it was saved; empty if the fault is none of a tensor
 * @param firstByte the first byte of the file that is in doubt, counted from 0
 * @param lastByte the last byte in doubt
 * @param line one line for the reader that names the file and, if known, tensor and bytes
 */
public record FileFault(
    String file, Optional<String> tensor, long firstByte, long lastByte, String line) {

  /** Any byte of the file may be wrong. */
  static FileFault ofWhole(Manifest.FileSums file, String line) {
    return new FileFault(file.name(), Optional.empty(), 0, Math.max(0, file.size() - 1), line);
  }

  /** The manifest cannot be trusted, so nothing of the checkpoint can. */
  static FileFault ofManifest(String line) {
    return new FileFault(Layout.MANIFEST, Optional.empty(), 0, 0, line);
  }
}
