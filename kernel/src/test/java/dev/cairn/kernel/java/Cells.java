package dev.cairn.kernel.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.cell.CellOutcome;
import dev.cairn.kernel.cell.CellOutcome.Completed;
import dev.cairn.kernel.cell.CellOutcome.Failed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs cells one after the other, as a notebook does. */
final class Cells implements AutoCloseable {
  final JavaEngine engine = JavaEngine.start(List.of("import java.util.*;"));

  Completed completed(String source) {
    CellOutcome outcome = engine.run(source);
    assertThat(outcome).isInstanceOf(Completed.class);
    return (Completed) outcome;
  }

  @Nullable Object value(String source) {
    return completed(source).value();
  }

  Failed failed(String source) {
    CellOutcome outcome = engine.run(source);
    assertThat(outcome).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  /** The error text of a cell, without its colours. */
  String error(String source) {
    return String.join("\n", failed(source).traceback()).replaceAll("\u001b\\[[0-9;]*m", "");
  }

  @Override
  public void close() {
    engine.close();
  }
}
