package dev.cairn.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
<<<<<<< HEAD
=======
import java.util.Objects;
>>>>>>> 37598f5b9ce46ed81ea2db6e0c830e18bf18332b
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/**
 * The commit record of a checkpoint, {@code cairn.json}: a directory without a whole one is no
 * checkpoint.
 *
 * @param format the version of this format
 */
record Manifest(
    int format,
    long step,
    double epoch,
    Instant created,
    boolean candidateForBest,
    Map<String, Double> metrics,
    Optional<String> parent,
    Map<String, String> environment,
    List<FileSums> files) {

  static final int FORMAT = 1;

  private static final String CHECKSUM = "checksum";
  private static final String CHECKSUM_FIELD = "\"" + CHECKSUM + "\": \"";
  private static final String BLANK = "0".repeat(64);

  /** Size and checksums of a file; {@code tensors} only for a safetensors file. */
  record FileSums(String name, long size, String sha256, Optional<TensorSums> tensors) {
    FileSums {
<<<<<<< HEAD
      if (!CheckpointFile.PLAIN.matcher(name).matches()) {
        throw new IllegalArgumentException("\"" + name + "\" is not a plain file name");
      }
=======
      require(Layout.isPlainFileName(name), "lists the file \"" + name + "\" outside of itself");
      Objects.requireNonNull(sha256, "sha256");
>>>>>>> 37598f5b9ce46ed81ea2db6e0c830e18bf18332b
    }
  }

  /** CRC32C, in hexadecimal, of a safetensors file's header and of each of its tensors. */
  record TensorSums(long headerSize, String headerCrc32c, Map<String, String> crc32c) {
    TensorSums {
<<<<<<< HEAD
=======
      Objects.requireNonNull(headerCrc32c, "headerCrc32c");
>>>>>>> 37598f5b9ce46ed81ea2db6e0c830e18bf18332b
      crc32c = Map.copyOf(crc32c);
    }
  }

  Manifest {
<<<<<<< HEAD
=======
    Objects.requireNonNull(created, "created");
>>>>>>> 37598f5b9ce46ed81ea2db6e0c830e18bf18332b
    metrics = Map.copyOf(metrics);
    environment = Map.copyOf(environment);
    files = List.copyOf(files);
  }

  /** The size of the files it lists, in bytes. */
  long filesSize() {
    return files.stream().mapToLong(FileSums::size).sum();
  }

  Optional<FileSums> file(String name) {
    return files.stream().filter(file -> file.name().equals(name)).findFirst();
  }

  /** The text of the file, with the checksum of itself in it. */
<<<<<<< HEAD
  String toText() throws DamagedCheckpointException {
    Map<String, Object> tree = new TreeMap<>(HuggingFaceJson.toTree(this));
    tree.put(CHECKSUM, BLANK);
    String blank = HuggingFaceJson.format(tree);
    return withChecksum(blank, checksumOf(blank));
=======
  String toText() {
    Map<String, Object> tree = new TreeMap<>(HuggingFaceJson.toTree(this));
    tree.put(CHECKSUM, BLANK);
    return sealed(HuggingFaceJson.format(tree));
  }

  /** The text with its own checksum in the place for it. */
  static String sealed(String text) {
    return withChecksum(text, checksumOf(withChecksum(text, BLANK)));
>>>>>>> 37598f5b9ce46ed81ea2db6e0c830e18bf18332b
  }

  /**
   * Reads the manifest of a checkpoint.
   *
   * @throws DamagedCheckpointException if there is none, or it is not as it was written
   */
  static Manifest read(Path checkpoint) throws IOException {
    try {
      return parse(Files.readAllBytes(checkpoint.resolve(Layout.MANIFEST)));
    } catch (NoSuchFileException missing) {
      throw new DamagedCheckpointException(
<<<<<<< HEAD
          Layout.MANIFEST + " is missing: this is not a checkpoint that Cairn finished", missing);
    }
  }

  private static Manifest parse(byte[] bytes) throws DamagedCheckpointException {
    // Each byte becomes one character, so that no flipped bit is lost in decoding.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String checksum = checksumOf(withChecksum(text, BLANK));
    if (!withChecksum(text, checksum).equals(text)) {
      throw new DamagedCheckpointException(
          Layout.MANIFEST + " does not match its own checksum: it was damaged after the save");
    }
    try {
      return requireKnownFormat(HuggingFaceJson.MAPPER.readValue(text, Manifest.class));
    } catch (JacksonException malformed) {
      throw new DamagedCheckpointException(
          Layout.MANIFEST + " is not a manifest: " + malformed.getOriginalMessage(), malformed);
    }
  }

  private static Manifest requireKnownFormat(Manifest manifest) throws DamagedCheckpointException {
    if (manifest.format > FORMAT) {
      throw new DamagedCheckpointException(
          "%s has format %d, this Cairn reads up to %d; use a newer Cairn"
              .formatted(Layout.MANIFEST, manifest.format, FORMAT));
    }
=======
          checkpoint, Layout.MANIFEST + " is missing: the save was not finished", missing);
    } catch (IllegalArgumentException differs) {
      throw new DamagedCheckpointException(
          checkpoint, Layout.MANIFEST + " " + differs.getMessage(), differs);
    } catch (JacksonException malformed) {
      throw new DamagedCheckpointException(
          checkpoint,
          Layout.MANIFEST + " is not a manifest: " + malformed.getOriginalMessage(),
          malformed);
    }
  }

  private static Manifest parse(byte[] bytes) {
    // Each byte becomes one character, so that no flipped bit is lost in decoding.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    require(
        sealed(text).equals(text),
        "does not match its own checksum: it was damaged after the save");
    Manifest manifest = HuggingFaceJson.MAPPER.readValue(text, Manifest.class);
    require(
        manifest.format <= FORMAT,
        "has format " + manifest.format + ", which only a newer Cairn reads");
>>>>>>> 37598f5b9ce46ed81ea2db6e0c830e18bf18332b
    return manifest;
  }

  /** The text with these digits in place of its checksum's. */
<<<<<<< HEAD
  private static String withChecksum(String text, String digits) throws DamagedCheckpointException {
    int start = text.indexOf(CHECKSUM_FIELD) + CHECKSUM_FIELD.length();
    int end = start + BLANK.length();
    if (start < CHECKSUM_FIELD.length() || end > text.length()) {
      throw new DamagedCheckpointException(
          Layout.MANIFEST + " is cut short: it holds no checksum of itself");
    }
    return text.substring(0, start) + digits + text.substring(end);
  }

=======
  private static String withChecksum(String text, String digits) {
    int start = text.indexOf(CHECKSUM_FIELD) + CHECKSUM_FIELD.length();
    int end = start + BLANK.length();
    require(
        start >= CHECKSUM_FIELD.length() && end <= text.length(),
        "is cut short: it holds no checksum of itself");
    return text.substring(0, start) + digits + text.substring(end);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

>>>>>>> 37598f5b9ce46ed81ea2db6e0c830e18bf18332b
  private static String checksumOf(String text) {
    return Digests.sha256(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
