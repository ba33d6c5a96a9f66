package dev.cairn.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Metrics as TensorBoard reads them: records of TensorFlow's TFRecord (tensorflow/core/lib/io/
 * record_writer.h), each an {@code Event} (tensorflow/core/util/event.proto) in protobuf's wire
 * format. A process that trains begins a file of its own, whose {@code SessionLog} START tells
 * TensorBoard to forget what an earlier file says of later steps.
 */
final class EventFile {

  /** What the format's checksums are masked with (tensorflow/core/lib/hash/crc32c.h). */
  private static final int MASK = 0xa282ead8;

  private static final String VERSION = "brain.Event:2";
  private static final String EVALUATED = "eval_";

  // Fields of Event, Summary, Summary.Value and SessionLog.
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int STATUS = 1;
  private static final int START = 1;

  private final Path file;

  private EventFile(Path file) {
    this.file = file;
  }

  /**
   * Begins a file.
   *
   * @param firstStep the first step that it may tell of; what other files say of it and later ones
   *     counts no more
   */
  static EventFile begin(Path directory, long firstStep) throws IOException {
    Instant now = Instant.now();
    EventFile events =
        new EventFile(
            directory.resolve(
                "events.out.tfevents.%010d.%09d.%d.cairn"
                    .formatted(
                        now.getEpochSecond(), now.getNano(), ProcessHandle.current().pid())));
    events.append(event(0).bytes(FILE_VERSION, VERSION.getBytes(StandardCharsets.UTF_8)));
    byte[] start = new Message().varint(STATUS, START).toBytes();
    events.append(event(firstStep).bytes(SESSION_LOG, start));
    return events;
  }

  /**
   * Writes values of one step: {@code eval_loss} as {@code eval/loss}, others as {@code train/}.
   */
  void append(long step, Map<String, Double> values) throws IOException {
    Message summary = new Message();
    values.forEach(
        (name, value) ->
            summary.bytes(
                VALUE,
                new Message()
                    .bytes(TAG, tag(name).getBytes(StandardCharsets.UTF_8))
                    .fixed(SIMPLE_VALUE, value.floatValue())
                    .toBytes()));
    append(event(step).bytes(SUMMARY, summary.toBytes()));
  }

  /** As Hugging Face's Trainer groups them. */
  private static String tag(String metric) {
    return metric.startsWith(EVALUATED)
        ? "eval/" + metric.substring(EVALUATED.length())
        : "train/" + metric;
  }

  private static Message event(long step) {
    Instant now = Instant.now();
    return new Message()
        .fixed(WALL_TIME, now.getEpochSecond() + now.getNano() / 1e9)
        .varint(STEP, step);
  }

  private void append(Message event) throws IOException {
    byte[] data = event.toBytes();
    byte[] length = littleEndian(Long.BYTES, to -> to.putLong(data.length));
    byte[] record =
        littleEndian(
            Long.BYTES + Integer.BYTES + data.length + Integer.BYTES,
            to -> to.put(length).putInt(masked(length)).put(data).putInt(masked(data)));
    Files.write(file, record, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  private static byte[] littleEndian(int size, Consumer<ByteBuffer> content) {
    byte[] bytes = new byte[size];
    content.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  /** A message of protobuf (protobuf.dev/programming-guides/encoding). */
  private static final class Message {

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH = 2;
    private static final int FOUR_BYTES = 5;
    private static final int LOW_BITS = 0x7f;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message varint(int field, long value) {
      tag(field, VARINT);
      number(value);
      return this;
    }

    Message fixed(int field, double value) {
      tag(field, EIGHT_BYTES);
      out.writeBytes(littleEndian(Double.BYTES, to -> to.putDouble(value)));
      return this;
    }

    Message fixed(int field, float value) {
      tag(field, FOUR_BYTES);
      out.writeBytes(littleEndian(Float.BYTES, to -> to.putFloat(value)));
      return this;
    }

    Message bytes(int field, byte[] value) {
      tag(field, LENGTH);
      number(value.length);
      out.writeBytes(value);
      return this;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }

    private void tag(int field, int type) {
      number(((long) field << 3) | type);
    }

    private void number(long value) {
      long rest = value;
      while ((rest & ~LOW_BITS) != 0) {
        out.write(((int) rest & LOW_BITS) | ~LOW_BITS);
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
