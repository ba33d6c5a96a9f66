package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.CellLine;
import java.util.Comparator;
import java.util.Optional;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;

/**
 * Knows in which cell and on which line of it a snippet begins, while there is code of it that can
 * run.
 */
final class SnippetOrigins {
  private static final String CODE = "do_it$";

  private final Shell shell;

  SnippetOrigins(Shell shell) {
    this.shell = shell;
  }

  /**
   * Remembers where a snippet stands.
   *
   * @param lines as many lines of the cell are before it
   */
  void add(Snippet snippet, int cell, int lines) {
    shell
        .loader()
        .current(snippet)
        .forEach(loader -> loader.origins().put(snippet.id(), new Origin(snippet, cell, lines)));
  }

  /** The line of a cell that a frame is, if it is one. */
  Optional<CellLine> line(StackTraceElement frame) {
    if (!WrapperName.isIn(frame.getClassName())) {
      return Optional.empty();
    }
    WrapperName wrapper = WrapperName.of(frame.getClassName());
    return shell
        .loader()
        .inUse(wrapper)
        .flatMap(loader -> loader.origins().values().stream())
        .map(origin -> place(origin, frame.getLineNumber()))
        .max(
            Comparator.comparingInt(Place::sourceBegin)
                .thenComparing(place -> place.origin().cell()))
        .map(
            place ->
                new CellLine(
                    place.origin().cell(),
                    place.origin().lines() + place.line(),
                    method(wrapper.nested(frame.getClassName()), frame.getMethodName())));
  }

  private Place place(Origin origin, int wrappedLine) {
    Snippet snippet = origin.snippet();
    SnippetWrapper wrapper = shell.use(jshell -> jshell.sourceCodeAnalysis().wrapper(snippet));
    int wrapped = beginOf(wrappedLine, wrapper.wrapped());
    String source = snippet.source();
    int position = Math.max(0, Math.min(wrapper.wrappedToSourcePosition(wrapped), source.length()));
    int line = 1 + (int) source.substring(0, position).chars().filter(c -> c == '\n').count();
    return new Place(origin, line, wrapper.wrapped().lastIndexOf(source, wrapped));
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

  /** Where a snippet stands. */
  record Origin(Snippet snippet, int cell, int lines) {}

  /**
   * A line of a wrapper, taken for one of a snippet's.
   *
   * @param sourceBegin where the snippet begins in the wrapper: of methods that share one, that is
   *     meant which begins last before the line
   */
  private record Place(Origin origin, int line, int sourceBegin) {}
}
