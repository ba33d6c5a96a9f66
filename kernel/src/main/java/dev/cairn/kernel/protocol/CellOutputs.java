package dev.cairn.kernel.protocol;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The outputs of one cell. Text is collected, and sent a tenth of a second later, at the end of the
 * cell and before any other output. A cell may print so much and no more: notebooks die of a
 * gigabyte, and so does the kernel if it has to keep it for a client that is slow.
 */
final class CellOutputs implements Outputs {

  /** In chars. */
  private static final int LARGEST_TEXT = 64 << 10;

  private final Message request;
  private final int executionCount;
  private final boolean silent;
  private final Sender sender;
  private final Prompts prompts;
  private final Executor soon;
  private final Pace pace;
  private final long limit;

  private final StringBuilder pending = new StringBuilder();
  private StreamName pendingStream = StreamName.STDOUT;
  private long room;
  private long leftOut;
  private boolean over;

  /**
   * @param soon runs what it is given a tenth of a second later
   */
  CellOutputs(
      Message request,
      int executionCount,
      boolean silent,
      Sender sender,
      Prompts prompts,
      Executor soon,
      Pace pace,
      long limit) {
    this.request = request;
    this.executionCount = executionCount;
    this.silent = silent;
    this.sender = sender;
    this.prompts = prompts;
    this.soon = soon;
    this.pace = pace;
    this.limit = limit;
    this.room = limit;
  }

  @Override
  public synchronized void print(StreamName stream, CharSequence text) {
    int kept = (int) Math.min(room, text.length());
    for (int from = 0; from < kept; ) {
      int to = from + Math.min(kept - from, LARGEST_TEXT);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1)) && to - from > 1) {
        to--;
      }
      collect(stream, text, from, to);
      from = to;
    }
    if (kept < text.length()) {
      leaveOut(text.length() - kept);
    }
    room -= kept;
  }

  private void collect(StreamName stream, CharSequence text, int from, int to) {
    if (stream != pendingStream || pending.length() + to - from > LARGEST_TEXT) {
      flush();
      pendingStream = stream;
    }
    if (pending.isEmpty()) {
      soon.execute(this::flush);
    }
    pending.append(text, from, to);
  }

  private void leaveOut(long chars) {
    if (leftOut == 0) {
      say(
          ("[this cell has printed %s characters; what it prints from here on is left out: "
                  + "write it to a file, or set %s to more]")
              .formatted(grouped(limit), KernelSettings.OUTPUT_LIMIT));
    }
    leftOut += chars;
  }

  private void say(String line) {
    flush();
    publishText(StreamName.STDERR, "\n" + line + "\n");
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private synchronized void flush() {
    if (!pending.isEmpty()) {
      String text = pending.toString();
      pending.setLength(0);
      publishText(pendingStream, text);
    }
  }

  private void publishText(StreamName stream, String text) {
    String name = stream == StreamName.STDOUT ? "stdout" : "stderr";
    pace.sent(sender.publish(request, "stream", Map.of("name", name, "text", text)));
  }

  @Override
  public void display(Map<String, Object> data, Map<String, Object> metadata, String displayId) {
    publish("display_data", bundle(data, metadata, displayId));
  }

  @Override
  public void updateDisplay(
      Map<String, Object> data, Map<String, Object> metadata, String displayId) {
    publish("update_display_data", bundle(data, metadata, displayId));
  }

  private static Map<String, Object> bundle(
      Map<String, Object> data, Map<String, Object> metadata, String displayId) {
    Map<String, String> id = displayId.isEmpty() ? Map.of() : Map.of("display_id", displayId);
    return Map.of("data", data, "metadata", metadata, "transient", id);
  }

  @Override
  public void result(Map<String, Object> data, Map<String, Object> metadata) {
    if (!silent) {
      publish(
          "execute_result",
          Map.of("execution_count", executionCount, "data", data, "metadata", metadata));
    }
  }

  @Override
  public void clear(boolean wait) {
    publish("clear_output", Map.of("wait", wait));
  }

  void error(Map<String, Object> error) {
    publish("error", error);
  }

  private synchronized void publish(String type, Map<String, ?> content) {
    flush();
    pace.sent(sender.publish(request, type, content));
  }

  @Override
  public String input(String prompt, boolean password) {
    synchronized (this) {
      flush();
      if (over || !request.flag("allow_stdin", false)) {
        throw new NoInputException();
      }
    }
    return prompts.ask(request, prompt, password);
  }

  /** The cell is over; its threads may still print and display, but not ask. */
  void finish() {
    synchronized (this) {
      over = true;
      if (leftOut > 0) {
        say("[%s characters of this cell's output were left out]".formatted(grouped(leftOut)));
      }
      flush();
    }
    prompts.cancel();
  }
}
