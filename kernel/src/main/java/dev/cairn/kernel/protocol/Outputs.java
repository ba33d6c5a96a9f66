package dev.cairn.kernel.protocol;

import java.util.Map;

/**
 * Where the outputs of one cell go, from any thread, during the cell and after it. Bundles map a
 * MIME type to its text, its base64 or, for JSON types, its value.
 */
public interface Outputs {

  /** Prints; collected for a tenth of a second, and sent in order. */
  void print(StreamName stream, CharSequence text);

  /** Shows a bundle; updates name the id. */
  void display(Map<String, Object> data, Map<String, Object> metadata, String displayId);

  /** Replaces what was displayed under an id, wherever a notebook shows it. */
  void updateDisplay(Map<String, Object> data, Map<String, Object> metadata, String displayId);

  /** Shows the value of the cell's last expression. */
  void result(Map<String, Object> data, Map<String, Object> metadata);

  /**
   * Empties the cell's output.
   *
   * @param wait only when the next output comes, which then takes its place without a flicker
   */
  void clear(boolean wait);

  /**
   * Asks the user for a line.
   *
   * @param password whether the line must not be shown
   * @throws NoInputException if the notebook cannot ask, as in a run without a user
   */
  String input(String prompt, boolean password);

  /** The two streams. */
  enum StreamName {
    STDOUT,
    STDERR
  }
}
