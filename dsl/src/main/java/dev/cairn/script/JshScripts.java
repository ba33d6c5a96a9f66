package dev.cairn.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.jspecify.annotations.Nullable;

/**
 * Runs a JShell script in this process, snippet by snippet, as the JDK's jshell reads a file: a
 * snippet ends with the line that makes it complete.
 */
final class JshScripts {

  private static final List<String> IMPORTS =
      List.of(
          "import dev.cairn.*;",
          "import java.util.*;",
          "import static dev.cairn.store.Direction.*;",
          "import static dev.cairn.store.WhenDiskFull.*;",
          "import static java.util.concurrent.TimeUnit.*;");

  private final Path script;
  private final String source;
  private final JShell shell;
  private final SameThread execution;

  private JshScripts(Path script, String source, JShell shell, SameThread execution) {
    this.script = script;
    this.source = source;
    this.shell = shell;
    this.execution = execution;
  }

  static void run(Path script) throws Exception {
    SameThread execution = new SameThread();
    try (JShell shell = JShell.builder().executionEngine(execution.provider(), Map.of()).build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      IMPORTS.forEach(shell::eval);
      new JshScripts(script, read(script), shell, execution).run();
    }
  }

  private static String read(Path script) throws IOException {
    return Files.readString(script).replace("\r\n", "\n");
  }

  private void run() throws Exception {
    int start = 0;
    int end = 0;
    while (end < source.length()) {
      end = endOfLine(end);
      String text = source.substring(start, end);
      CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(text);
      if (text.isBlank()) {
        start = end;
      } else if (info.completeness().isComplete()) {
        evaluate(info.source(), start);
        start = end - info.remaining().length();
        end = info.remaining().isBlank() ? end : start;
      }
    }
    requireComplete(start);
  }

  private int endOfLine(int from) {
    int end = source.indexOf('\n', from);
    return end < 0 ? source.length() : end + 1;
  }

  private void requireComplete(int start) {
    String rest = source.substring(start);
    if (!rest.isBlank() && !shell.sourceCodeAnalysis().analyzeCompletion(rest).source().isBlank()) {
      throw new ScriptException(
          Excerpt.at(
              script, source, firstCharacter(start), "the script ends within what begins here"));
    }
  }

  private int firstCharacter(int start) {
    int first = start;
    while (first < source.length() && Character.isWhitespace(source.charAt(first))) {
      first++;
    }
    return first;
  }

  private void evaluate(String text, int start) throws Exception {
    for (SnippetEvent event : shell.eval(text)) {
      int offset = Math.max(start, source.indexOf(event.snippet().source().strip(), start));
      if (event.status() == Snippet.Status.REJECTED
          || event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED) {
        throw new ScriptException(faults(event.snippet(), offset));
      }
      if (event.exception() != null) {
        rethrow(event.exception(), offset);
      }
    }
  }

  private String faults(Snippet snippet, int offset) {
    List<String> faults =
        shell
            .diagnostics(snippet)
            .filter(diagnostic -> diagnostic.isError())
            .map(
                diagnostic ->
                    Excerpt.at(
                        script,
                        source,
                        offset + (int) diagnostic.getStartPosition(),
                        diagnostic.getMessage(Locale.ROOT)))
            .toList();
    return faults.isEmpty()
        ? Excerpt.at(script, source, offset, "this cannot be run: " + unresolved(snippet))
        : String.join("\n", faults);
  }

  private String unresolved(Snippet snippet) {
    return String.join(
        ", ", shell.unresolvedDependencies((jdk.jshell.DeclarationSnippet) snippet).toList());
  }

  private void rethrow(JShellException shown, int offset) throws Exception {
    Throwable thrown = execution.thrown();
    if (!(shown instanceof EvalException) || thrown == null) {
      throw new ScriptException(
          Excerpt.at(script, source, offset, String.valueOf(shown.getMessage())));
    }
    thrown.setStackTrace(withScriptLine(thrown, shown, offset));
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (Exception) thrown;
  }

  /** The stack trace, its frames of snippets replaced by those of the script. */
  private StackTraceElement[] withScriptLine(Throwable thrown, JShellException shown, int offset) {
    StackTraceElement own = ownFrame(shown);
    int line = Excerpt.line(source, offset) + (own == null ? 0 : own.getLineNumber() - 1);
    StackTraceElement[] trace = thrown.getStackTrace();
    int place = 0;
    while (place < trace.length && !trace[place].getClassName().startsWith("REPL.")) {
      place++;
    }
    StackTraceElement[] longer = Arrays.copyOf(trace, trace.length + 1);
    System.arraycopy(trace, place, longer, place + 1, trace.length - place);
    longer[place] =
        new StackTraceElement("script", "run", String.valueOf(script.getFileName()), line);
    return longer;
  }

  private static @Nullable StackTraceElement ownFrame(JShellException shown) {
    return Arrays.stream(shown.getStackTrace())
        .filter(frame -> frame.getFileName() != null && frame.getFileName().startsWith("#"))
        .findFirst()
        .orElse(null);
  }
}
