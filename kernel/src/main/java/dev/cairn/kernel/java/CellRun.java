package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.CellOutcome;
import dev.cairn.kernel.cell.CompileError;
import dev.cairn.kernel.cell.RunningCell;
import dev.cairn.kernel.cell.Traceback;
import dev.cairn.kernel.java.Shell.Evaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/** One cell: its snippets in their order, up to the first that fails. */
final class CellRun {
  private static final String BEFORE_IT =
      "What stands before it in the cell has run, and what that defines stays.";

  private static final Pattern BLANK =
      Pattern.compile("\\s++|//[^\\n]*+|/\\*.*?\\*/", Pattern.DOTALL);

  private final Shell shell;
  private final SnippetOrigins origins;
  private final Temporaries temporaries;
  private final RunningCell cell;
  private final String source;
  private final List<String> notices = new ArrayList<>();

  /** What became of variables by redefinitions, by their names, unless this cell declares them. */
  private final Map<String, String> losses = new LinkedHashMap<>();

  private final Map<DeclarationSnippet, Integer> unresolved = new LinkedHashMap<>();
  private @Nullable Object value;
  private int begin;
  private boolean anyRan;

  CellRun(
      Shell shell,
      SnippetOrigins origins,
      Temporaries temporaries,
      RunningCell cell,
      String source) {
    this.shell = shell;
    this.origins = origins;
    this.temporaries = temporaries;
    this.cell = cell;
    this.source = source;
  }

  CellOutcome run() {
    for (skipBlank(); begin < source.length(); skipBlank()) {
      String rest = source.substring(begin);
      CompletionInfo info =
          shell.use(jshell -> jshell.sourceCodeAnalysis().analyzeCompletion(rest));
      boolean whole = info.completeness().isComplete();
      if (info.source() != null && info.source().isBlank()) {
        break;
      }
      Optional<CellOutcome> ended = evaluate(whole ? info.source() : rest);
      if (ended.isPresent()) {
        return ended.get();
      }
      anyRan = true;
      begin = whole ? source.length() - info.remaining().length() : source.length();
    }
    Optional<CellOutcome> missing = whatIsMissing();
    notices.addAll(losses.values());
    return missing.orElseGet(() -> new CellOutcome.Completed(value, notices));
  }

  /**
   * Skips what stands before the next snippet. JShell (seen in 17 and 25) takes a line break before
   * {@code import java.awt.*} for a change of all variables, and makes them anew, without values.
   */
  private void skipBlank() {
    Matcher blank = BLANK.matcher(source);
    while (blank.region(begin, source.length()).lookingAt()) {
      begin = blank.end();
    }
  }

  /** Returns an outcome if the cell ends here. */
  private Optional<CellOutcome> evaluate(String snippet) {
    Evaluation evaluation = shell.eval(snippet);
    try {
      return outcome(evaluation);
    } finally {
      evaluation.events().stream()
          .map(SnippetEvent::snippet)
          .filter(ran -> !ran.kind().isPersistent())
          .forEach(ran -> shell.loader().release(ran.id()));
    }
  }

  private Optional<CellOutcome> outcome(Evaluation evaluation) {
    value = null;
    if (evaluation.thrown().isPresent() && cell.interrupted()) {
      return Optional.of(new CellOutcome.Interrupted());
    }
    for (SnippetEvent event : evaluation.events()) {
      if (event.causeSnippet() != null) {
        noticeLoss(event);
        continue;
      }
      if (event.snippet() instanceof VarSnippet again) {
        losses.remove(again.name());
      }
      origins.add(event.snippet(), cell.number(), linesBefore());
      Optional<CellOutcome> failure = failure(event, evaluation);
      if (failure.isPresent()) {
        return failure;
      }
      if (event.snippet() instanceof DeclarationSnippet declared
          && event.status() != Status.VALID) {
        unresolved.put(declared, begin);
      }
      value = isShown(event.snippet().subKind()) ? evaluation.value() : null;
      temporaries.add(event.snippet());
    }
    return cell.interrupted() ? Optional.of(new CellOutcome.Interrupted()) : Optional.empty();
  }

  private Optional<CellOutcome> failure(SnippetEvent event, Evaluation evaluation) {
    if (event.status() == Status.REJECTED) {
      return Optional.of(compileFailure(event.snippet()));
    }
    if (event.exception() instanceof UnresolvedReferenceException missing) {
      return Optional.of(unresolvedFailure(missing.getSnippet()));
    }
    return evaluation
        .thrown()
        .map(thrown -> Traceback.failure(thrown, origins::line, remarks(event.snippet())));
  }

  private CellOutcome compileFailure(Snippet snippet) {
    List<CompileError> errors =
        shell.use(jshell -> jshell.diagnostics(snippet).filter(Diag::isError).toList()).stream()
            .map(this::error)
            .toList();
    return CompileError.failure(cell.number(), source, errors, beforeIt());
  }

  private CompileError error(Diag diag) {
    String message =
        diag.getMessage(null)
            .lines()
            // JShell's wrapping class has no name.
            .filter(line -> !line.strip().equals("location: class"))
            .reduce((first, second) -> first + "\n" + second)
            .orElse("");
    return new CompileError(
        begin + (int) diag.getStartPosition(), begin + (int) diag.getEndPosition(), message);
  }

  private CellOutcome unresolvedFailure(DeclarationSnippet snippet) {
    return CompileError.failure(
        cell.number(),
        source,
        List.of(
            new CompileError(
                begin, source.length(), nameOf(snippet) + " needs " + missing(snippet))),
        beforeIt());
  }

  private String missing(DeclarationSnippet snippet) {
    List<String> names =
        shell.use(jshell -> jshell.unresolvedDependencies(snippet).collect(Collectors.toList()));
    return String.join(", ", names);
  }

  /**
   * What the cell declares may be used before it is declared. A method may wait for a later cell; a
   * type or a variable that is not there is an error.
   */
  private Optional<CellOutcome> whatIsMissing() {
    for (DeclarationSnippet declared : unresolved.keySet()) {
      begin = unresolved.get(declared);
      switch (shell.use(jshell -> jshell.status(declared))) {
        case RECOVERABLE_NOT_DEFINED -> {
          return Optional.of(compileFailure(declared));
        }
        case RECOVERABLE_DEFINED ->
            notices.add(nameOf(declared) + " can be used once there is " + missing(declared));
        default -> {}
      }
    }
    return Optional.empty();
  }

  private void noticeLoss(SnippetEvent event) {
    if (event.snippet() instanceof VarSnippet variable
        && event.previousStatus() == Status.VALID
        // A cell that is run again declares its variables again.
        && !variable.name().equals(nameOf(event.causeSnippet()))
        && variable.subKind() != SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
      losses.put(
          variable.name(),
          variable.name()
              + (event.status() == Status.VALID ? " has lost its value" : " is gone")
              + ": "
              + nameOf(event.causeSnippet())
              + " was defined anew");
    }
  }

  private List<String> remarks(Snippet snippet) {
    List<String> remarks = new ArrayList<>(beforeIt());
    if (snippet instanceof VarSnippet variable
        && variable.subKind() == SubKind.VAR_DECLARATION_WITH_INITIALIZER_SUBKIND) {
      remarks.add(variable.name() + " is declared, and has the default of its type.");
    }
    return remarks;
  }

  private List<String> beforeIt() {
    return anyRan ? List.of(BEFORE_IT) : List.of();
  }

  private int linesBefore() {
    return (int) source.substring(0, begin).chars().filter(c -> c == '\n').count();
  }

  private static String nameOf(@Nullable Snippet snippet) {
    return snippet instanceof DeclarationSnippet declared ? declared.name() : "its type";
  }

  private static boolean isShown(SubKind kind) {
    return switch (kind) {
      case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND -> true;
      default -> false;
    };
  }
}
