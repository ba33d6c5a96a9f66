package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.CellLine;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;

/** Knows in which cell and on which line of it a snippet begins. */
final class SnippetOrigins {
  /**
   * JShell numbers the classes that it wraps snippets in as the snippets, with letters for anew.
   */
  private static final Pattern WRAPPER = Pattern.compile("(REPL\\.\\$JShell\\$(\\d+)[A-Z]*)(.*)");

  private static final String CODE = "do_it$";

  private final Shell shell;
  private final Map<String, Origin> origins = new HashMap<>();

  SnippetOrigins(Shell shell) {
    this.shell = shell;
  }

  /**
   * Remembers where a snippet stands.
   *
   * @param lines as many lines of the cell are before it
   */
  void add(Snippet snippet, int cell, int lines) {
    origins.put(snippet.id(), new Origin(snippet, cell, lines));
  }

  /** The line of a cell that a frame is, if it is one. */
  Optional<CellLine> line(StackTraceElement frame) {
    Matcher name = WRAPPER.matcher(frame.getClassName());
    if (!name.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(origins.get(name.group(2)))
        .map(
            origin ->
                new CellLine(
                    origin.cell(),
                    origin.lines() + lineInSnippet(origin.snippet(), frame.getLineNumber()),
                    method(name.group(3), frame.getMethodName())));
  }

  private int lineInSnippet(Snippet snippet, int wrappedLine) {
    SnippetWrapper wrapper = shell.use(jshell -> jshell.sourceCodeAnalysis().wrapper(snippet));
    int position = wrapper.wrappedToSourcePosition(beginOf(wrappedLine, wrapper.wrapped()));
    String source = snippet.source();
    int inSource = Math.max(0, Math.min(position, source.length()));
    return 1 + (int) source.substring(0, inSource).chars().filter(c -> c == '\n').count();
  }

  private static int beginOf(int line, String text) {
    int position = 0;
    for (int i = 1; i < line; i++) {
      position = text.indexOf('\n', position) + 1;
    }
    while (position < text.length() && text.charAt(position) == ' ') {
      position++;
    }
    return position;
  }

  /** As the user named it; what stands outside of all methods has no name. */
  private static String method(String nested, String name) {
    String plain = name.startsWith("lambda$") ? name.substring("lambda$".length()) : name;
    if (nested.isEmpty() && plain.startsWith(CODE)) {
      return "";
    }
    String method = plain.equals(name) ? name : plain.replaceAll("\\$\\d+$", "");
    return nested.isEmpty() ? method : nested.substring(1).replace('$', '.') + "." + method;
  }

  private record Origin(Snippet snippet, int cell, int lines) {}
}
