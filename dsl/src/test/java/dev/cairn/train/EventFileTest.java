package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event files are read here by what TensorFlow's protocol says, not by the code that wrote them.
 */
class EventFileTest {

  /** What an event tells: {@code step tag value}, {@code START step}, or the version. */
  private final List<String> told = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void aRunWritesWhatItLogsAndAResumeAppendsAFileThatTakesLaterStepsBack() throws IOException {
    TinyRun run = TinyRun.at(folder.resolve("run")).saveEvery(2).evaluateEvery(2).tensorBoard();
    run.train(2);
    List<Path> first = eventFiles(run);
    assertThat(first).hasSize(1);
    read(first.get(0));
    float loss =
        RunDirectory.at(run.directory)
            .metrics()
            .get(1)
            .values()
            .getOrDefault("loss", Double.NaN)
            .floatValue();
    assertThat(told)
        .startsWith("brain.Event:2", "START 0")
        .contains("1 train/loss " + loss)
        .anyMatch(line -> line.startsWith("2 eval/loss "))
        .anyMatch(line -> line.startsWith("2 train/learning_rate "));

    run.train(4);
    List<Path> both = eventFiles(run);
    assertThat(both).hasSize(2).startsWith(first.get(0));
    told.clear();
    read(both.get(1));
    assertThat(told).startsWith("brain.Event:2", "START 3");
    assertThat(told).anyMatch(line -> line.startsWith("4 train/loss "));
  }

  @Test
  void aRunThatDoesNotAskForThemWritesNone() throws IOException {
    TinyRun run = TinyRun.at(folder.resolve("run")).saveEvery(2);
    run.train(2);
    assertThat(eventFiles(run)).isEmpty();
  }

  private static List<Path> eventFiles(TinyRun run) throws IOException {
    try (Stream<Path> files = Files.list(run.directory)) {
      return files
          .filter(file -> file.getFileName().toString().contains("tfevents"))
          .sorted()
          .toList();
    }
  }

  private void read(Path file) throws IOException {
    ByteBuffer records = littleEndian(Files.readAllBytes(file));
    while (records.hasRemaining()) {
      byte[] length = new byte[8];
      records.get(length);
      assertThat(records.getInt()).isEqualTo(masked(length));
      byte[] data = new byte[Math.toIntExact(littleEndian(length).getLong())];
      records.get(data);
      assertThat(records.getInt()).isEqualTo(masked(data));
      event(littleEndian(data));
    }
  }

  private static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + 0xa282ead8;
  }

  private void event(ByteBuffer event) {
    long step = 0;
    while (event.hasRemaining()) {
      switch ((int) number(event)) {
        case (1 << 3) | 1 -> assertThat(event.getDouble()).isGreaterThan(1.6e9);
        case 2 << 3 -> step = number(event);
        case (3 << 3) | 2 -> told.add(text(part(event)));
        case (5 << 3) | 2 -> summary(step, littleEndian(part(event)));
        case (7 << 3) | 2 -> {
          assertThat(part(event)).containsExactly(1 << 3, 1);
          told.add("START " + step);
        }
        default -> throw new AssertionError("a field that Event does not have");
      }
    }
  }

  private void summary(long step, ByteBuffer summary) {
    while (summary.hasRemaining()) {
      assertThat(number(summary)).isEqualTo((1 << 3) | 2);
      ByteBuffer value = littleEndian(part(summary));
      assertThat(number(value)).isEqualTo((1 << 3) | 2);
      String tag = text(part(value));
      assertThat(number(value)).isEqualTo((2 << 3) | 5);
      told.add(step + " " + tag + " " + value.getFloat());
    }
  }

  private static byte[] part(ByteBuffer message) {
    byte[] bytes = new byte[Math.toIntExact(number(message))];
    message.get(bytes);
    return bytes;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long number(ByteBuffer message) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = message.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
