package dev.cairn.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A run's {@code metrics.jsonl} read as it grows: each call reads only what was written since the
 * one before. Of use to one thread.
 */
public final class MetricsTail {
  private static final int BLOCK = 1 << 18;

  private final Path file;
  private final ByteArrayOutputStream torn = new ByteArrayOutputStream();
  private @Nullable Object key;
  private long offset;

  MetricsTail(Path run) {
    this.file = run.resolve(Layout.METRICS);
  }

  /** Is told what the file says, in its order. */
  public interface Reader {

    /**
     * Values of a step were logged.
     *
     * @param values the metrics by name; NaN and infinities are allowed
     */
    void logged(long step, Map<String, Double> values);

    /** A resume went back: what was logged of later steps counts no more. */
    void supersededAfter(long step);

    /** The file is another one than before, or a shorter one: nothing of what was told counts. */
    void begunAnew();
  }

  /** Reads on. A line that is not whole yet is left for the next time. */
  public void read(Reader reader) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      rewindIfReplaced(channel.size(), reader);
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      while (channel.read(block.clear(), offset) > 0) {
        offset += block.position();
        split(block.array(), block.position(), reader);
      }
    } catch (NoSuchFileException none) {
      rewindIfReplaced(0, reader);
    }
  }

  private void rewindIfReplaced(long size, Reader reader) throws IOException {
    Object now =
        Files.exists(file) ? Files.readAttributes(file, BasicFileAttributes.class).fileKey() : null;
    if (offset > 0 && (size < offset || (key != null && !key.equals(now)))) {
      offset = 0;
      torn.reset();
      reader.begunAnew();
    }
    key = now;
  }

  private void split(byte[] bytes, int length, Reader reader) {
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        torn.write(bytes, start, i - start);
        tell(torn.toString(StandardCharsets.UTF_8), reader);
        torn.reset();
        start = i + 1;
      }
    }
    torn.write(bytes, start, length - start);
  }

  private static void tell(String line, Reader reader) {
    try {
      Map<String, Object> object = HuggingFaceJson.parse(line);
      OptionalLong superseded = MetricsLog.supersededAfter(object);
      if (superseded.isPresent()) {
        reader.supersededAfter(superseded.getAsLong());
      } else {
        MetricsLog.step(object).ifPresent(step -> reader.logged(step, MetricsLog.values(object)));
      }
    } catch (IOException tornOrForeign) {
      // As JsonLines does, what is not a line of the log is passed over.
    }
  }
}
