package dev.cairn.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
      require(Layout.isPlainFileName(name), "lists the file \"" + name + "\" outside of itself");
      Objects.requireNonNull(sha256, "sha256");
    }
  }

  /** CRC32C, in hexadecimal, of a safetensors file's header and of each of its tensors. */
  record TensorSums(long headerSize, String headerCrc32c, Map<String, String> crc32c) {
    TensorSums {
      Objects.requireNonNull(headerCrc32c, "headerCrc32c");
      crc32c = Map.copyOf(crc32c);
    }
  }

  Manifest {
    Objects.requireNonNull(created, "created");
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
  String toText() {
    Map<String, Object> tree = new TreeMap<>(HuggingFaceJson.toTree(this));
    tree.put(CHECKSUM, BLANK);
    return sealed(HuggingFaceJson.format(tree));
  }

  /** The text with its own checksum in the place for it. */
  static String sealed(String text) {
    return withChecksum(text, checksumOf(withChecksum(text, BLANK)));
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
          checkpoint, Layout.MANIFEST + " is missing: the save was not finished", missing);
    } catch (IllegalArgumentException differs) {
      throw new DamagedCheckpointException(
          checkpoint, Layout.MANIFEST + " " + differs.getMessage(), differs);
    } catch (JacksonException malformed) {
      throw new DamagedCheckpointException(
          checkpoint,
          Layout.MANIFEST + " is not a manifest: " + oneLine(malformed.getOriginalMessage()),
          malformed);
    }
  }

  /** Whether not a bit of the manifest differs from what was written. */
  static boolean matchesItsChecksum(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int start = text.indexOf(CHECKSUM_FIELD) + CHECKSUM_FIELD.length();
    int end = start + BLANK.length();
    if (start < CHECKSUM_FIELD.length() || end > bytes.length) {
      return false;
    }
    MessageDigest digest = Digests.sha256();
    digest.update(bytes, 0, start);
    digest.update(BLANK.getBytes(StandardCharsets.ISO_8859_1));
    digest.update(bytes, end, bytes.length - end);
    return text.startsWith(Digests.hex(digest), start);
  }

  private static Manifest parse(byte[] bytes) {
    // Each byte becomes one character, so that no flipped bit is lost in decoding.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    withChecksum(text, BLANK);
    require(
        matchesItsChecksum(bytes),
        "does not match its own checksum: it was damaged after the save");
    Manifest manifest = HuggingFaceJson.MAPPER.readValue(text, Manifest.class);
    require(
        manifest.format <= FORMAT,
        "has format " + manifest.format + ", which only a newer Cairn reads");
    return manifest;
  }

  /** The text with these digits in place of its checksum's. */
  private static String withChecksum(String text, String digits) {
    int start = text.indexOf(CHECKSUM_FIELD) + CHECKSUM_FIELD.length();
    int end = start + BLANK.length();
    require(
        start >= CHECKSUM_FIELD.length() && end <= text.length(),
        "is cut short: it holds no checksum of itself");
    return text.substring(0, start) + digits + text.substring(end);
  }

  /** What a parser says may quote the file, whatever that holds. */
  private static String oneLine(String message) {
    return message.replaceAll("\\p{Cntrl}+", " ");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static String checksumOf(String text) {
    return Digests.sha256(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
