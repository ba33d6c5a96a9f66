package dev.cairn.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * Runs a JShell script in this process, snippet by snippet, as the JDK's jshell reads a file: a
 * snippet ends with the line that makes it complete.
 */
final class JshScripts {

  private static final List<String> IMPORTS =
      List.of(
          "import dev.cairn.*;",
          "import java.util.*;",
          "import static dev.cairn.Cairn.days;",
          "import static dev.cairn.Cairn.compare;",
          "import static dev.cairn.Cairn.diff;",
          "import static dev.cairn.Cairn.evaluate;",
          "import static dev.cairn.Cairn.experiment;",
          "import static dev.cairn.Cairn.merge;",
          "import static dev.cairn.store.Direction.*;",
          "import static dev.cairn.store.WhenDiskFull.*;",
          "import static java.util.concurrent.TimeUnit.*;");

  private final Path script;
  private final String source;
  private final JShell shell;
  private final SameThread execution;

  /** Where snippets begin, by the name that stack traces give them. */
  private final Map<String, Integer> starts = new HashMap<>();

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
      start = evaluateComplete(start, end);
    }
    requireComplete(start);
  }

  /** Runs the snippets that are complete, and returns where the rest begins. */
  private int evaluateComplete(int from, int end) throws Exception {
    int start = firstCharacter(from);
    while (start < end) {
      CompletionInfo info = analyzed(start, end);
      if (!info.completeness().isComplete()) {
        return start;
      }
      evaluate(info.source(), start);
      start = firstCharacter(end - info.remaining().length());
    }
    return start;
  }

  private CompletionInfo analyzed(int start, int end) {
    return shell.sourceCodeAnalysis().analyzeCompletion(source.substring(start, end));
  }

  private int endOfLine(int from) {
    int end = source.indexOf('\n', from);
    return end < 0 ? source.length() : end + 1;
  }

  private void requireComplete(int start) {
    if (analyzed(start, source.length()).completeness() != Completeness.EMPTY) {
      throw new ScriptException(
          Excerpt.at(script, source, start, "the script ends within what begins here"));
    }
  }

  /** JShell numbers the lines of a snippet wrongly if it begins with an empty one. */
  private int firstCharacter(int from) {
    int first = from;
    while (first < source.length() && Character.isWhitespace(source.charAt(first))) {
      first++;
    }
    return first;
  }

  private void evaluate(String text, int start) throws Exception {
    List<SnippetEvent> events = shell.eval(text);
    events.forEach(event -> starts.put("#" + event.snippet().id(), start));
    for (SnippetEvent event : events) {
      if (event.status() == Snippet.Status.REJECTED
          || event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED) {
        throw new ScriptException(faults(event.snippet(), start));
      }
      if (event.exception() != null) {
        rethrow(event.exception(), start);
      }
    }
  }

  private String faults(Snippet snippet, int start) {
    List<String> faults =
        shell
            .diagnostics(snippet)
            .filter(diagnostic -> diagnostic.isError())
            .map(
                diagnostic ->
                    Excerpt.at(
                        script,
                        source,
                        start + (int) diagnostic.getStartPosition(),
                        diagnostic.getMessage(Locale.ROOT)))
            .toList();
    return faults.isEmpty()
        ? Excerpt.at(script, source, start, "this cannot be run: " + unresolved(snippet))
        : String.join("\n", faults);
  }

  private String unresolved(Snippet snippet) {
    return String.join(
        ", ", shell.unresolvedDependencies((jdk.jshell.DeclarationSnippet) snippet).toList());
  }

  private void rethrow(JShellException shown, int start) throws Exception {
    Throwable thrown = execution.thrown();
    if (!(shown instanceof EvalException) || thrown == null) {
      throw new ScriptException(
          Excerpt.at(script, source, start, String.valueOf(shown.getMessage())));
    }
    thrown.setStackTrace(withScriptLine(thrown, shown, start));
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (Exception) thrown;
  }

  /** The stack trace, with the line of the script above the frames of snippets. */
  private StackTraceElement[] withScriptLine(Throwable thrown, JShellException shown, int start) {
    StackTraceElement[] trace = thrown.getStackTrace();
    int place = 0;
    while (place < trace.length && !trace[place].getClassName().startsWith("REPL.")) {
      place++;
    }
    StackTraceElement[] longer = Arrays.copyOf(trace, trace.length + 1);
    System.arraycopy(trace, place, longer, place + 1, trace.length - place);
    String file = String.valueOf(script.getFileName());
    longer[place] = new StackTraceElement("script", "run", file, line(shown, start));
    return longer;
  }

  /** JShell names the frame of a snippet by its id and the line in the snippet. */
  private int line(JShellException shown, int start) {
    for (StackTraceElement frame : shown.getStackTrace()) {
      Integer snippet = starts.get(frame.getFileName());
      if (snippet != null) {
        return Excerpt.line(source, snippet) + frame.getLineNumber() - 1;
      }
    }
    return Excerpt.line(source, start);
  }
}
