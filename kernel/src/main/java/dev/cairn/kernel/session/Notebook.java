package dev.cairn.kernel.session;

import dev.cairn.kernel.protocol.Outputs;
import java.util.Map;
import java.util.UUID;

/**
 * What cells may call without an import: {@code display(x)}, {@code updateDisplay(id, x)}, {@code
 * clearOutput(false)}, {@code input("name? ")}. A value is shown as HTML where it has a form in
 * HTML (see {@link dev.cairn.display.Display}), and as text.
 */
public final class Notebook {

  private Notebook() {}

  /**
   * Shows a value below the cell, at once.
   *
   * @param types the MIME types to show it in, {@code image/png} for example; all it has but that
   *     one, if none are named
   * @return the name by which {@link #updateDisplay} replaces it
   */
  public static String display(Object value, String... types) {
    String id = UUID.randomUUID().toString();
    current().display(bundle(value, types), Map.of(), id);
    return id;
  }

  /** Replaces what {@link #display} showed under this name, wherever it stands. */
  public static void updateDisplay(String id, Object value, String... types) {
    current().updateDisplay(bundle(value, types), Map.of(), id);
  }

  /** A value as {@link #display} would show it, by MIME type. */
  public static Map<String, Object> render(Object value, String... types) {
    return bundle(value, types);
  }

  /**
   * Empties the cell's output.
   *
   * @param wait until there is something to take its place, so that nothing flickers
   */
  public static void clearOutput(boolean wait) {
    current().clear(wait);
  }

  /** Asks the user for a line. */
  public static String input(String prompt) {
    return current().input(prompt, false);
  }

  /** Asks the user for a line that is not shown. */
  public static String password(String prompt) {
    return current().input(prompt, true);
  }

  private static Map<String, Object> bundle(Object value, String... types) {
    return types.length == 0 ? Rendering.of(value) : Rendering.of(value, types);
  }

  private static Outputs current() {
    return NotebookSession.outputs();
  }
}
