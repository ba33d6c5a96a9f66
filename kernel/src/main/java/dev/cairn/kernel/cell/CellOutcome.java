package dev.cairn.kernel.cell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a cell. */
public sealed interface CellOutcome {

  /**
   * The cell ran to its end.
   *
   * @param value that of its last expression, where it ends with one and that is not null
   * @param notices what the user should be told, each a line: a variable that lost its value
   *     because its class was redefined
   */
  record Completed(@Nullable Object value, List<String> notices) implements CellOutcome {

    /** Copies the notices. */
    public Completed {
      notices = List.copyOf(notices);
    }
  }

  /**
   * The cell does not compile, or threw.
   *
   * @param name the kind of error: an exception's simple name, or {@code CompilationError}
   * @param message one line
   * @param traceback the lines to show, with ANSI colours; they name the cell's own lines
   */
  record Failed(String name, String message, List<String> traceback) implements CellOutcome {

    /** Copies the lines. */
    public Failed {
      traceback = List.copyOf(traceback);
    }
  }

  /** The cell was stopped by an interrupt. */
  record Interrupted() implements CellOutcome {}
}
