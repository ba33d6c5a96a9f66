package dev.cairn.display;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes a fragment of HTML. Text and attributes are escaped here, so that nobody has to think of
 * it elsewhere.
 */
final class Html {

  /** The font of what surrounds a notebook's outputs, and figures of one width. */
  static final String ROOT =
      "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:13px;line-height:1.45;"
          + "color:inherit;font-variant-numeric:tabular-nums";

  static final String LINE = "var(--jp-border-color2,rgba(128,128,128,.35))";
  static final String FAINT = "opacity:.65";

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** A fragment in an element of its own. */
  static Html root() {
    return new Html().open("div", "style", ROOT);
  }

  /** Opens an element; attributes are pairs of name and value. */
  Html open(String element, String... attributes) {
    tag(element, attributes);
    open.push(element);
    return this;
  }

  /** Closes the element that was opened last. */
  Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element with text in it. */
  Html element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  Html text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** A fragment that was written by this class or as SVG. */
  Html fragment(String html) {
    out.append(html);
    return this;
  }

  /** The fragment; closes what is open. */
  String end() {
    while (!open.isEmpty()) {
      close();
    }
    return out.toString();
  }

  private void tag(String element, String... attributes) {
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(escaped(attributes[i + 1])).append('"');
    }
    out.append('>');
  }

  /**
   * Text that is only text, in an element and in an attribute; what XML does not allow is shown.
   */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      switch (character) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        case '\n', '\t' -> escaped.append(character);
        default -> escaped.append(Character.isISOControl(character) ? '\ufffd' : character);
      }
    }
    return escaped.toString();
  }

  /** A whole page around a fragment. */
  static String page(String title, String fragment) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        </head>
        <body style="margin:24px">
        %s
        </body>
        </html>
        """
        .formatted(escaped(title), fragment);
  }
}
