package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.Completeness;
import dev.cairn.kernel.cell.Completions;
import dev.cairn.kernel.cell.Completions.Completion;
import dev.cairn.kernel.cell.Inspection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** What a console asks for while the user types. */
final class Assistance {
  private static final Duration SIGNATURES = Duration.ofMillis(150);

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
    List<String> texts =
        suggestions.stream()
            .sorted(Comparator.comparing(Suggestion::matchesType).reversed())
            .map(Suggestion::continuation)
            .distinct()
            .toList();
    String before = source.substring(begin, begin + anchor[0]);
    return new Completions(begin + anchor[0], cursor, described(analysis, before, texts));
  }

  /** As many get a signature as can be looked up while somebody types. */
  private static List<Completion> described(
      SourceCodeAnalysis analysis, String before, List<String> texts) {
    long end = System.nanoTime() + SIGNATURES.toNanos();
    List<Completion> matches = new ArrayList<>();
    for (String text : texts) {
      String signature = System.nanoTime() < end ? signature(analysis, before + text) : "";
      matches.add(new Completion(text, kind(before, text), signature));
    }
    return matches;
  }

  private static String signature(SourceCodeAnalysis analysis, String source) {
    if (SourceVersion.isKeyword(source.strip())) {
      return "";
    }
    String open = source.endsWith("()") ? source.substring(0, source.length() - 1) : source;
    return analysis.documentation(open, open.length(), false).stream()
        .map(Documentation::signature)
        .findFirst()
        .orElse("");
  }

  private static String kind(String before, String text) {
    String name = text.replaceAll("\\W+$", "");
    if (text.contains("(")) {
      return "function";
    }
    if (SourceVersion.isKeyword(name)) {
      return "keyword";
    }
    boolean imports = before.stripLeading().startsWith("import");
    if (text.endsWith(".") || (imports && !isCapital(name))) {
      return "module";
    }
    return isCapital(name) && !name.equals(name.toUpperCase(Locale.ROOT)) ? "class" : "instance";
  }

  private static boolean isCapital(String name) {
    return !name.isEmpty() && Character.isUpperCase(name.charAt(0));
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
    String name = source.substring(begin, end);
    List<Documentation> found = analysis.documentation(name, name.length(), true);
    if (found.isEmpty()) {
      // JShell knows a method by its parenthesis.
      found = analysis.documentation(name + "(", name.length() + 1, true);
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(inspection(found));
  }

  private static Inspection inspection(List<Documentation> found) {
    return new Inspection(
        found.stream().map(Documentation::signature).collect(Collectors.joining("\n")),
        found.stream()
            .flatMap(one -> Optional.ofNullable(one.javadoc()).stream())
            .findFirst()
            .map(JavadocText::plain)
            .orElse(""));
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
