package dev.cairn.kernel.cell;

import java.util.List;
import java.util.Optional;

/**
 * Runs the cells of one language, one after the other, and keeps what they define. Cells run on the
 * calling thread; everything else may be asked from another one at any time.
 */
public interface CellEngine extends AutoCloseable {

  /** Runs a cell to its end. Nothing that user code does, an {@link Error} included, is thrown. */
  CellOutcome run(String source);

  /**
   * What could stand at a place.
   *
   * @param cursor the place, in {@code char}s from the beginning
   */
  Completions complete(String source, int cursor);

  /** The documentation of what stands at a place. */
  Optional<Inspection> inspect(String source, int cursor);

  /** Whether a console should run this text, or wait for more of it. */
  Completeness completeness(String source);

  /** What cells have defined and holds a value, in the order of its definition. */
  List<Variable> variables();

  /**
   * Makes a value known to the cells that come, under a name and with a type.
   *
   * @return whether the language could take it; one whose type it cannot name it leaves out
   */
  boolean define(Variable variable);

  @Override
  void close();
}
