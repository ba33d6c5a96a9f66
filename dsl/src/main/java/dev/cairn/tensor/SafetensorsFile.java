package dev.cairn.tensor;

import dev.cairn.tensor.SafetensorsException.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A safetensors file, open for reading.
 *
 * <p><b>Format.</b> Eight bytes hold the length N of the header as an unsigned little-endian
 * integer; N bytes hold the header; the rest is data. The header is a JSON object in UTF-8 that
 * begins with a brace and may be padded with spaces at its end:
 *
 * <pre>{@code
 * {"__metadata__":{"format":"pt"},
 *  "wte.weight":{"dtype":"F32","shape":[65,128],"data_offsets":[0,33280]}, ...}
 * }</pre>
 *
 * <p>A tensor's elements are row-major and little-endian. Its offsets are [begin, end) in bytes
 * from where the data begins. An empty shape is a scalar; a shape with a zero has no bytes. Tensors
 * may stand in any order, aligned or not, but together they cover every byte of the data exactly
 * once.
 *
 * <p><b>Limits.</b> The header has at most {@value #MAX_HEADER_BYTES} bytes; nesting in a field
 * that this reader does not know has at most 500 levels, and a number at most 1000 digits; every
 * offset and every size in bytes fits into a signed long. Nothing that a header claims is allocated
 * before the file's length bears it out.
 *
 * <p><b>What is rejected</b>, each as its own {@link SafetensorsException.Fault}: a file that is
 * shorter than its length field, its header or its data; a larger header; a header that is not
 * UTF-8, not JSON or not an object; a key that is there twice (which the reference implementation
 * lets pass); a missing field or one of the wrong type; metadata other than strings; an unknown
 * dtype; negative or overflowing shapes and offsets; offsets that are reversed or do not span what
 * dtype and shape need; holes, overlaps and bytes after the last tensor. Fields of an entry other
 * than the three are passed over, as the reference implementation does.
 *
 * <p>Tensors may be read by several threads at a time, each at its own offset, until the file is
 * closed. An interrupt of a thread that reads closes the file, as {@link FileChannel} has it.
 */
public final class SafetensorsFile implements AutoCloseable {
  /** The largest header that is read: 100,000,000 bytes. */
  public static final int MAX_HEADER_BYTES = 100_000_000;

  private final Path file;
  private final FileChannel channel;
  private final Map<String, String> metadata;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private SafetensorsFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    long size = channel.size();
    int headerBytes = headerBytes(size);
    long dataBegin = Long.BYTES + (long) headerBytes;
    Header header = HeaderParser.parse(file, read(Long.BYTES, headerBytes));
    header.checkCovers(size - dataBegin, file);
    metadata = Collections.unmodifiableMap(header.metadata());
    for (Entry entry : header.entries()) {
      tensors.put(entry.name(), new StoredTensor(file, channel, dataBegin + entry.begin(), entry));
    }
  }

  /**
   * Opens a file and checks its header against the file's length; the data is not read.
   *
   * @throws SafetensorsException if the file is not valid, with the fault it has
   */
  public static SafetensorsFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SafetensorsFile(file, channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** The tensors by name, in the order in which their data lies in the file. */
  public Map<String, NamedTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /**
   * The tensor of that name.
   *
   * @throws NoSuchElementException if there is none; the message names the file and similar names
   */
  public NamedTensor tensor(String name) {
    return stored(name);
  }

  /** The metadata in the header; empty if it has none. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * The byte of the file at which a tensor's data begins.
   *
   * @throws NoSuchElementException if there is no tensor of that name
   */
  public long begin(String name) {
    return stored(name).begin();
  }

  /** Closes the file; its tensors can no longer be read. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be closed", e);
    }
  }

  private StoredTensor stored(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new NoSuchElementException(missing(name));
    }
    return tensor;
  }

  private String missing(String name) {
    List<String> near =
        NearNames.of(name, tensors.keySet()).stream().map(JsonText::shortened).toList();
    return "%s: there is no tensor %s among its %d%s"
        .formatted(
            file,
            JsonText.shortened(name),
            tensors.size(),
            near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?");
  }

  private int headerBytes(long size) throws IOException {
    if (size < Long.BYTES) {
      String what = "it has " + size + " bytes, too few for a header's length";
      throw SafetensorsException.in(file, Fault.TRUNCATED_LENGTH, what);
    }
    long claimed = read(0, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (Long.compareUnsigned(claimed, MAX_HEADER_BYTES) > 0) {
      String what = "its header claims %s bytes, over the limit of %d; is it a safetensors file?";
      throw SafetensorsException.in(
          file,
          Fault.HEADER_TOO_LARGE,
          what.formatted(Long.toUnsignedString(claimed), MAX_HEADER_BYTES));
    }
    if (claimed > size - Long.BYTES) {
      String what = "its header claims %d bytes, but only %d are there: it is cut short";
      throw SafetensorsException.in(
          file, Fault.TRUNCATED_HEADER, what.formatted(claimed, size - Long.BYTES));
    }
    return (int) claimed;
  }

  private ByteBuffer read(long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw SafetensorsException.in(
            file, Fault.TRUNCATED_HEADER, "it was cut short while its header was read");
      }
    }
    return bytes.flip();
  }
}
