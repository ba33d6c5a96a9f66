package dev.cairn.display;

import java.util.Optional;

/**
 * Something to look at: as text in a terminal, as HTML in a notebook, and where it is drawn, as a
 * picture. It is a value, made of what was on disk when it was read, and equal values give equal
 * bytes but for the ages of things. {@code toString()} gives the text for standard output.
 */
public interface Display {

  /** Lines of text that fit the terminal, each ended. */
  String text(Terminal terminal);

  /**
   * A fragment of HTML with inline SVG: no script, no style sheet, no id and nothing from the net;
   * it takes its text's colour from where it stands, and whatever users wrote is escaped.
   */
  String html();

  /** A PNG on white, two pixels to a point; empty for what is text alone. */
  default Optional<byte[]> png() {
    return Optional.empty();
  }

  /** The HTML as a page of its own, which follows the reader's light or dark theme. */
  default String page(String title) {
    return Html.page(title, html());
  }
}
