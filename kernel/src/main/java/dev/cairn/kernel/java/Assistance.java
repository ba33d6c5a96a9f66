package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.Completeness;
import dev.cairn.kernel.cell.Completions;
import dev.cairn.kernel.cell.Completions.Completion;
import dev.cairn.kernel.cell.Inspection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** What a console asks for while the user types. */
final class Assistance {
  private final Shell shell;

  Assistance(Shell shell) {
    this.shell = shell;
  }

  Completions complete(String source, int cursor) {
    return shell
        .ask(jshell -> complete(jshell.sourceCodeAnalysis(), source, cursor))
        .orElseGet(() -> Completions.none(cursor));
  }

  private static Completions complete(SourceCodeAnalysis analysis, String source, int cursor) {
    int begin = beginOfSnippet(analysis, source, cursor);
    int[] anchor = {cursor - begin};
    List<Suggestion> suggestions =
        analysis.completionSuggestions(source.substring(begin, cursor), cursor - begin, anchor);
    Set<String> texts =
        suggestions.stream()
            .map(Suggestion::continuation)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new Completions(
        begin + anchor[0],
        cursor,
        texts.stream().map(text -> new Completion(text, "", "")).toList());
  }

  Optional<Inspection> inspect(String source, int cursor) {
    return shell.ask(jshell -> inspect(jshell, source, cursor)).flatMap(found -> found);
  }

  private static Optional<Inspection> inspect(JShell jshell, String source, int cursor) {
    SourceCodeAnalysis analysis = jshell.sourceCodeAnalysis();
    int begin = beginOfSnippet(analysis, source, cursor);
    int end = cursor;
    while (end < source.length() && Character.isJavaIdentifierPart(source.charAt(end))) {
      end++;
    }
    List<Documentation> found =
        analysis.documentation(source.substring(begin, end), end - begin, true);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Inspection(
                found.stream().map(Documentation::signature).collect(Collectors.joining("\n")),
                Optional.ofNullable(found.get(0).javadoc()).orElse("")));
  }

  Completeness completeness(String source) {
    return shell
        .ask(jshell -> completeness(jshell.sourceCodeAnalysis(), source))
        .orElseGet(Completeness.Unknown::new);
  }

  private static Completeness completeness(SourceCodeAnalysis analysis, String source) {
    String rest = source;
    while (true) {
      CompletionInfo info = analysis.analyzeCompletion(rest);
      switch (info.completeness()) {
        case EMPTY -> {
          return new Completeness.Complete();
        }
        case UNKNOWN -> {
          return new Completeness.Invalid();
        }
        case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
          return new Completeness.Incomplete(indent(source));
        }
        case COMPLETE, COMPLETE_WITH_SEMI -> rest = info.remaining();
      }
    }
  }

  /** That of the last line, and two more after what opens a block. */
  private static String indent(String source) {
    String last = source.substring(source.lastIndexOf('\n') + 1);
    String there = last.substring(0, last.length() - last.stripLeading().length());
    return last.stripTrailing().endsWith("{") || last.stripTrailing().endsWith("(")
        ? there + "  "
        : there;
  }

  /** What is before it in the cell has nothing to say about it, and is complete. */
  private static int beginOfSnippet(SourceCodeAnalysis analysis, String source, int cursor) {
    int begin = 0;
    while (true) {
      CompletionInfo info = analysis.analyzeCompletion(source.substring(begin, cursor));
      if (!info.completeness().isComplete() || info.remaining().isBlank()) {
        return begin;
      }
      begin = cursor - info.remaining().length();
    }
  }
}
