package dev.cairn.display;

import java.util.List;
import java.util.stream.Collectors;

/** Tokens in a row, so that one sees where each ends; in HTML, resting on one shows its id. */
public record TokenStrip(List<Token> tokens) implements Display {

  private static final String EVEN = "rgba(47,126,216,.18)";
  private static final String ODD = "rgba(217,115,13,.20)";
  private static final int MOST = 2000;

  /**
   * A token.
   *
   * @param id its number in the vocabulary
   * @param text what it stands for
   */
  public record Token(int id, String text) {}

  /** Copies the list. */
  public TokenStrip {
    tokens = List.copyOf(tokens);
  }

  /** The given tokens. */
  public static TokenStrip of(List<Token> tokens) {
    return new TokenStrip(tokens);
  }

  @Override
  public String text(Terminal terminal) {
    String shown =
        tokens.stream()
            .limit(MOST)
            .map(token -> visible(token.text(), terminal.unicode()))
            .collect(Collectors.joining(terminal.unicode() ? "│" : "|"));
    return shown + "\n" + count() + "\n";
  }

  @Override
  public String html() {
    Html html =
        Html.root()
            .open(
                "div",
                "style",
                "font-family:var(--jp-code-font-family,monospace);line-height:1.8;"
                    + "white-space:pre-wrap;overflow-wrap:anywhere");
    for (int i = 0; i < Math.min(MOST, tokens.size()); i++) {
      Token token = tokens.get(i);
      html.element(
          "span",
          visible(token.text(), true),
          "title",
          "id " + token.id(),
          "style",
          "border-radius:2px;background:" + (i % 2 == 0 ? EVEN : ODD));
      if (token.text().endsWith("\n")) {
        html.text("\n");
      }
    }
    return html.close().element("div", count(), "style", Html.FAINT).end();
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }

  private String count() {
    String all = tokens.size() == 1 ? "1 token" : Units.count(tokens.size()) + " tokens";
    return tokens.size() > MOST ? all + ", the first " + Units.count(MOST) + " shown" : all;
  }

  /** Blanks that can be seen; a terminal is sent no control characters. */
  private static String visible(String text, boolean unicode) {
    return text.replace(" ", unicode ? "·" : "_")
        .replace("\n", unicode ? "⏎" : "\\n")
        .replace("\t", unicode ? "⇥" : "\\t")
        .replaceAll("\\p{Cntrl}", "?");
  }
}
