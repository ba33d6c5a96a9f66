package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.CellLine;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;

/** Knows in which cell and on which line of it a snippet begins. */
final class SnippetOrigins {
  private final SourceCodeAnalysis analysis;
  private final Map<String, Origin> origins = new LinkedHashMap<>();

  SnippetOrigins(SourceCodeAnalysis analysis) {
    this.analysis = analysis;
  }

  /**
   * Remembers where a snippet stands.
   *
   * @param lines as many lines of the cell are before it
   */
  void add(Snippet snippet, int cell, int lines) {
    origins.put(snippet.id(), new Origin(snippet, cell, lines));
  }

  void remove(Snippet snippet) {
    origins.remove(snippet.id());
  }

  /** The lines of cells on the stacks of an exception that was just thrown. */
  Lines lines() {
    return new Lines();
  }

  private record Origin(Snippet snippet, int cell, int lines) {}

  /** Wraps every snippet at most once: they are searched by the names of their classes. */
  final class Lines {
    private final Map<String, Located> byClass = new HashMap<>();
    private final List<Origin> unread = new java.util.ArrayList<>(origins.values());

    Optional<CellLine> of(StackTraceElement frame) {
      if (!frame.getClassName().startsWith("REPL.")) {
        return Optional.empty();
      }
      String[] nested = frame.getClassName().substring("REPL.".length()).split("\\$", -1);
      // REPL.$JShell$12B$Name$Inner
      String outer = "REPL.$" + nested[1] + "$" + nested[2];
      return located(outer).map(one -> one.line(frame));
    }

    private Optional<Located> located(String className) {
      while (!byClass.containsKey(className) && !unread.isEmpty()) {
        Origin origin = unread.remove(unread.size() - 1);
        SnippetWrapper wrapper = analysis.wrapper(origin.snippet());
        byClass.put(wrapper.fullClassName(), new Located(origin, wrapper));
      }
      return Optional.ofNullable(byClass.get(className));
    }
  }

  private record Located(Origin origin, SnippetWrapper wrapper) {
    CellLine line(StackTraceElement frame) {
      String source = origin.snippet().source();
      int position = wrapper.wrappedToSourcePosition(startOf(frame.getLineNumber()));
      int inSnippet =
          (int)
              source
                  .substring(0, Math.min(Math.max(position, 0), source.length()))
                  .chars()
                  .filter(c -> c == '\n')
                  .count();
      return new CellLine(origin.cell(), origin.lines() + inSnippet + 1, method(frame));
    }

    private int startOf(int line) {
      String wrapped = wrapper.wrapped();
      int position = 0;
      for (int i = 1; i < line; i++) {
        position = wrapped.indexOf('\n', position) + 1;
      }
      while (position < wrapped.length() && wrapped.charAt(position) == ' ') {
        position++;
      }
      return position;
    }

    private String method(StackTraceElement frame) {
      String name = frame.getMethodName();
      boolean nested = !frame.getClassName().equals(wrapper.fullClassName());
      if (!nested && (name.equals("do_it$") || name.startsWith("lambda$do_it$"))) {
        return "";
      }
      String plain = name.startsWith("lambda$") ? name.split("\\$", -1)[1] : name;
      String type =
          frame
              .getClassName()
              .substring(Math.min(frame.getClassName().length(), wrapper.fullClassName().length()));
      String owner = nested ? type.substring(1).replace('$', '.') + "." : "";
      return origin.snippet() instanceof MethodSnippet && plain.equals("do_it")
          ? ""
          : owner + plain;
    }
  }
}
