package dev.cairn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A file of JSON objects, one a line, that only grows. Readers pass over a line that was torn. */
final class JsonLines implements AutoCloseable {
  private final Path file;
  private final Disk disk;
  private Disk.@Nullable OpenFile open;
  private boolean torn;
  private boolean closed;

  JsonLines(Path file, Disk disk) {
    this.file = file;
    this.disk = disk;
  }

  Path file() {
    return file;
  }

  synchronized void append(Map<String, ?> object) throws IOException {
    if (closed) {
      throw new IllegalStateException(file + " was closed; open the store again");
    }
    Disk.OpenFile target = open == null ? openAtEnd() : open;
    String line = (torn ? "\n" : "") + JsonWriter.line(object) + "\n";
    torn = true;
    target.write(StandardCharsets.UTF_8.encode(line));
    torn = false;
  }

  /** Returns when what was appended, also by a process that was killed since, is durable. */
  synchronized void force() throws IOException {
    if (open != null) {
      open.force();
    } else if (Files.exists(file)) {
      openAtEnd().force();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /** The objects in the file, in its order; none if there is no file. */
  static List<Map<String, Object>> read(Path file) throws IOException {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return text.lines().flatMap(JsonLines::whole).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private static Stream<Map<String, Object>> whole(String line) {
    try {
      return Stream.of(HuggingFaceJson.parse(line));
    } catch (IOException tornOrForeign) {
      return Stream.empty();
    }
  }

  private Disk.OpenFile openAtEnd() throws IOException {
    boolean created = Files.notExists(file);
    Disk.OpenFile opened = disk.append(file);
    open = opened;
    torn = endsTorn();
    if (created) {
      disk.forceDirectory(Optional.ofNullable(file.getParent()).orElseThrow());
    }
    return opened;
  }

  private boolean endsTorn() throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.size() > 0
          && channel.read(last, channel.size() - 1) == 1
          && last.get(0) != '\n';
    }
  }
}
