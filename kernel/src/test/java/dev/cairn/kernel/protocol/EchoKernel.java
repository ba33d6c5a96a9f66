package dev.cairn.kernel.protocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A kernel for the tests of the protocol. A line of a cell is a word for what to do, and a text:
 * {@code print hello}.
 */
public final class EchoKernel implements Answers {

  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private final CountDownLatch later = new CountDownLatch(1);
  private volatile CountDownLatch interrupted = new CountDownLatch(1);

  /** Serves the connection file that is named. */
  public static void main(String[] args) throws Exception {
    KernelSettings settings = KernelSettings.from(System.getenv());
    ConnectionFile connection = ConnectionFile.read(Path.of(args[0]));
    try (KernelServer server = KernelServer.start(connection, settings, new EchoKernel())) {
      CellStreams.install();
      server.awaitShutdown();
    }
    System.exit(0);
  }

  @Override
  public KernelInfo info() {
    return new KernelInfo(
        "echo",
        "1",
        new KernelInfo.Language("echo", "1", "text/plain", ".echo", "text", "text"),
        "Echo");
  }

  @Override
  public ExecuteReply execute(ExecuteRequest request, Outputs outputs) {
    interrupted = new CountDownLatch(1);
    for (String line : request.code().lines().toList()) {
      int space = line.indexOf(' ');
      String word = space < 0 ? line : line.substring(0, space);
      String text = space < 0 ? "" : line.substring(space + 1);
      if (word.equals("fail")) {
        return new ExecuteReply.Failed("Failure", text, List.of("Failure: " + text));
      }
      try {
        act(word, text, outputs);
      } catch (InterruptedException | InputInterruptedException stop) {
        return new ExecuteReply.Failed("Interrupted", "stopped", List.of("stopped"));
      } catch (IOException e) {
        return new ExecuteReply.Failed("IOException", String.valueOf(e.getMessage()), List.of());
      }
    }
    Map<String, Map<String, Object>> expressions = new LinkedHashMap<>();
    request
        .userExpressions()
        .forEach(
            (name, code) ->
                expressions.put(
                    name, Map.of("status", "ok", "data", text("=" + code), "metadata", Map.of())));
    return new ExecuteReply.Done(expressions);
  }

  private void act(String word, String text, Outputs outputs)
      throws InterruptedException, IOException {
    switch (word) {
      case "print" -> System.out.println(text);
      case "error" -> System.err.println(text);
      case "result" -> outputs.result(text(text), Map.of());
      case "count" -> printNumbers(Integer.parseInt(text));
      case "flood" -> flood(Integer.parseInt(text));
      case "display" -> outputs.display(text(text), Map.of(), "shown");
      case "update" -> outputs.updateDisplay(text(text), Map.of(), "shown");
      case "clear" -> outputs.clear(Boolean.parseBoolean(text));
      case "ask" -> System.out.println("got " + outputs.input(text, false));
      case "password" -> System.out.println("got " + outputs.input(text, true));
      case "read" -> System.out.println("read " + readLine());
      case "loop" -> interrupted.await();
      case "forever" -> NEVER.await();
      case "later" -> new Thread(() -> printLater(text)).start();
      case "now" -> later.countDown();
      case "overflow" -> overflow(0);
      case "memory" -> throw new OutOfMemoryError("as if");
      default -> throw new IllegalArgumentException("unknown word: " + word);
    }
    if (word.equals("loop")) {
      throw new InterruptedException();
    }
  }

  private static Map<String, Object> text(String text) {
    return Map.of("text/plain", text);
  }

  private static void printNumbers(int count) {
    for (int i = 0; i < count; i++) {
      System.out.println(i);
    }
  }

  private static void flood(int megabytes) {
    String million = "x".repeat(999_999) + "\n";
    for (int i = 0; i < megabytes; i++) {
      System.out.print(million);
    }
  }

  private static String readLine() throws IOException {
    return String.valueOf(
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine());
  }

  private void printLater(String text) {
    try {
      later.await();
      System.out.println(text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int overflow(int depth) {
    return depth < 0 ? depth : overflow(Math.abs(depth + 1)) + 1;
  }

  @Override
  public CompleteReply complete(String code, int cursor) {
    List<CompleteReply.Match> matches = new ArrayList<>();
    matches.add(new CompleteReply.Match(code.substring(0, cursor) + "!", "magic", ""));
    return new CompleteReply(matches, 0, cursor);
  }

  @Override
  public Optional<Map<String, Object>> inspect(String code, int cursor, int detailLevel) {
    return code.isEmpty() ? Optional.empty() : Optional.of(text("about " + code));
  }

  @Override
  public IsCompleteReply isComplete(String code) {
    return code.endsWith("\\")
        ? new IsCompleteReply(IsCompleteReply.Status.INCOMPLETE, "  ")
        : new IsCompleteReply(IsCompleteReply.Status.COMPLETE, "");
  }

  @Override
  public void interrupt() {
    interrupted.countDown();
  }

  @Override
  public void shutdown(boolean restart) {}
}
