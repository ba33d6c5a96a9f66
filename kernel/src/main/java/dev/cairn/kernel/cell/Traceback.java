package dev.cairn.kernel.cell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An exception as a notebook shows it: type and message first, then the lines of cells and the
 * library's frames above the last of them, then its causes. What carries the cell is left out.
 */
public final class Traceback {
  /** A longer row of library frames is shown by its ends. */
  private static final int LONG_ROW = 6;

  /** As much is shown of a stack without a line of a cell. */
  private static final int WITHOUT_CELL = 10;

  /** A recursion without an end has thousands of lines. */
  private static final int LINES = 30;

  private final Function<StackTraceElement, Optional<CellLine>> lineOf;
  private final Set<Throwable> shown = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<String> lines = new ArrayList<>();

  private Traceback(Function<StackTraceElement, Optional<CellLine>> lineOf) {
    this.lineOf = lineOf;
  }

  /**
   * The outcome of a cell that threw.
   *
   * @param lineOf which line of a cell a frame is, if it is one
   * @param remarks lines to end with, such as what has run before
   */
  public static CellOutcome.Failed failure(
      Throwable thrown,
      Function<StackTraceElement, Optional<CellLine>> lineOf,
      List<String> remarks) {
    Traceback traceback = new Traceback(lineOf);
    traceback.show(Optional.empty(), thrown);
    traceback.lines.addAll(remarks);
    return new CellOutcome.Failed(
        thrown.getClass().getSimpleName(),
        message(thrown).lines().findFirst().orElse(""),
        traceback.lines);
  }

  private void show(Optional<String> relation, Throwable thrown) {
    if (!shown.add(thrown)) {
      return;
    }
    String message = message(thrown);
    lines.add(
        relation.map(text -> text + ": ").orElse("")
            + Ansi.ERROR.of(nameOf(thrown))
            + (message.isEmpty() ? "" : ": " + message));
    frames(thrown.getStackTrace());
    for (Throwable suppressed : thrown.getSuppressed()) {
      show(Optional.of("Suppressed"), suppressed);
    }
    Throwable cause = thrown.getCause();
    if (cause != null) {
      show(Optional.of("Caused by"), cause);
    }
  }

  private void frames(StackTraceElement[] stack) {
    int end = Math.min(stack.length, WITHOUT_CELL);
    for (int i = 0; i < stack.length; i++) {
      if (lineOf.apply(stack[i]).isPresent()) {
        end = i + 1;
      }
    }
    List<String> shownFrames = new ArrayList<>();
    List<String> row = new ArrayList<>();
    for (int i = 0; i < end; i++) {
      Optional<CellLine> line = lineOf.apply(stack[i]);
      if (line.isPresent()) {
        endRow(row, shownFrames);
        shownFrames.add("    at " + Ansi.PLACE.of(text(line.get())));
      } else if (!carries(stack[i])) {
        row.add("    at " + stack[i]);
      }
    }
    endRow(row, shownFrames);
    addShortened(shownFrames);
  }

  private void addShortened(List<String> frames) {
    if (frames.size() <= LINES) {
      lines.addAll(frames);
      return;
    }
    lines.addAll(frames.subList(0, LINES / 2));
    lines.add("    ... " + (frames.size() - LINES) + " more");
    lines.addAll(frames.subList(frames.size() - LINES / 2, frames.size()));
  }

  private static void endRow(List<String> row, List<String> frames) {
    if (row.size() <= LONG_ROW) {
      frames.addAll(row);
    } else {
      int half = LONG_ROW / 2;
      frames.addAll(row.subList(0, half));
      frames.add("    ... " + (row.size() - half - 1) + " more");
      frames.add(row.get(row.size() - 1));
    }
    row.clear();
  }

  private static String text(CellLine line) {
    String place = "cell " + line.cell() + ", line " + line.line();
    return line.method().isEmpty() ? place : line.method() + " (" + place + ")";
  }

  /** Reflection and method handles are never what the user looks for. */
  private static boolean carries(StackTraceElement frame) {
    return frame.getClassName().startsWith("jdk.internal.reflect.")
        || frame.getClassName().startsWith("java.lang.invoke.")
        || frame.getClassName().startsWith("java.lang.reflect.")
        || frame.getClassName().startsWith(Traceback.class.getPackageName() + ".");
  }

  /** The name of a class of a cell's own is that which the user gave it. */
  private static String nameOf(Throwable thrown) {
    Class<?> type = thrown.getClass();
    return SnippetClasses.contains(type) || type == CellExit.class
        ? type.getSimpleName()
        : type.getName();
  }

  private static String message(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return thrown.getMessage()
          + "; the kernel's memory is set by -Xmx, and a variable set to null gives its memory back";
    }
    if (thrown instanceof StackOverflowError) {
      return "calls go deeper than the stack; is there a recursion without an end?";
    }
    try {
      @Nullable String message = thrown.getLocalizedMessage();
      return message == null ? "" : OwnNames.in(message);
    } catch (RuntimeException | StackOverflowError unreadable) {
      return "(its message cannot be read: " + unreadable.getClass().getSimpleName() + ")";
    }
  }
}
