package dev.cairn.kernel.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The code of cells, kept between sessions: a file of JSON objects, one a line, that only grows.
 * Kernels that run at the same time write to the same file under a lock. A torn line is passed
 * over. Where the file cannot be written, this session's code is kept as long as the session. A
 * thread of its own reads and writes, so that no cell waits for the disk.
 */
final class InputHistory implements AutoCloseable {

  /** What is older than the last so many bytes is not read. */
  private static final long READ_BYTES = 8 << 20;

  /** Locks keep processes apart, not the threads of one. */
  private static final Object PROCESS = new Object();

  /** A line as this class writes it; reading no more of it is a hundred times as fast. */
  private static final Pattern NUMBERED = Pattern.compile("\\{\"session\":(\\d{1,9}),");

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(DaemonThread.named("cairn-history"));

  private final Path file;
  private final List<Entry> own = new ArrayList<>();
  private int session;
  private boolean writable = true;

  /**
   * A cell's code.
   *
   * @param session counted from 1 over all kernels that share the file
   * @param line the cell's number in its session
   */
  record Entry(int session, int line, String code) {}

  InputHistory(Path file) {
    this.file = file;
  }

  /** Returns at once. */
  void add(int line, String code) {
    thread.execute(() -> keep(line, code));
  }

  private void keep(int line, String code) {
    try {
      if (writable) {
        write(line, code);
      }
    } catch (IOException e) {
      writable = false;
      session = Math.max(session, 1);
      KernelLog.say("the history " + file + " cannot be written, and is not kept", e);
    }
    own.add(new Entry(session, line, code));
  }

  /** Everything known, in the order of the sessions; this session is the last. */
  List<Entry> entries() {
    return whenKept(this::known);
  }

  private List<Entry> known() {
    List<Entry> before = new ArrayList<>();
    try {
      before.addAll(read());
    } catch (IOException e) {
      KernelLog.say("the history " + file + " cannot be read", e);
    }
    before.removeIf(entry -> entry.session() == session);
    before.sort(Comparator.comparingInt(Entry::session).thenComparingInt(Entry::line));
    before.addAll(own);
    return before;
  }

  /** The number of this session; 0 before its first cell. */
  int session() {
    return whenKept(() -> session);
  }

  /** What is known when everything is kept that was added before. */
  private <T> T whenKept(Supplier<T> known) {
    return CompletableFuture.supplyAsync(known, thread).join();
  }

  /** Returns when everything is written, or a second has passed. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
        KernelLog.say("the history " + file + " takes too long, and misses the last cells");
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(int line, String code) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    synchronized (PROCESS) {
      try (FileChannel channel = open();
          FileLock lock = lock(channel)) {
        if (own.isEmpty()) {
          session = lastSession() + 1;
        }
        append(channel, new Entry(session, line, code));
      }
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** No lock where the file system has none. */
  private static @Nullable FileLock lock(FileChannel channel) {
    try {
      return channel.lock();
    } catch (IOException withoutLocks) {
      return null;
    }
  }

  private static void append(FileChannel channel, Entry entry) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("session", entry.session());
    object.put("line", entry.line());
    object.put("code", entry.code());
    String line = (endsTorn(channel) ? "\n" : "") + Json.text(object) + "\n";
    channel.position(channel.size());
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static boolean endsTorn(FileChannel channel) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
  }

  private List<Entry> read() throws IOException {
    return lines().flatMap(line -> whole(line).stream()).toList();
  }

  private int lastSession() throws IOException {
    return lines().mapToInt(InputHistory::sessionOf).max().orElse(0);
  }

  private static int sessionOf(String line) {
    Matcher numbered = NUMBERED.matcher(line);
    return numbered.lookingAt()
        ? Integer.parseInt(numbered.group(1))
        : whole(line).map(Entry::session).orElse(0);
  }

  private Stream<String> lines() throws IOException {
    if (!Files.exists(file)) {
      return Stream.of();
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long from = Math.max(0, channel.size() - READ_BYTES);
      ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
      while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
        // Until everything is read, or the file has become shorter.
      }
      return StandardCharsets.UTF_8.decode(bytes.flip()).toString().lines();
    }
  }

  private static Optional<Entry> whole(String line) {
    return Json.parse(line)
        .map(
            object ->
                new Entry(
                    object.path("session").asInt(0),
                    object.path("line").asInt(0),
                    object.path("code").asString("")))
        .filter(entry -> entry.session() > 0);
  }
}
