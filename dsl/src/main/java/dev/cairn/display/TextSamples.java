package dev.cairn.display;

import java.util.List;

/** What models wrote. */
public record TextSamples(List<Sample> samples) implements Display {

  /**
   * A text.
   *
   * @param title which model wrote it, such as {@code quickstart/best}
   * @param prompt what it was given
   * @param continuation what it wrote after it
   */
  public record Sample(String title, String prompt, String continuation) {

    /** The prompt and what was written after it. */
    public String text() {
      return prompt + continuation;
    }
  }

  /** Copies the list. */
  public TextSamples {
    samples = List.copyOf(samples);
  }

  /** The given texts. */
  public static TextSamples of(List<Sample> samples) {
    return new TextSamples(samples);
  }

  @Override
  public String text(Terminal terminal) {
    StringBuilder text = new StringBuilder();
    for (Sample sample : samples) {
      text.append(text.length() == 0 ? "" : "\n")
          .append(Ink.DIM.paint(sample.title(), terminal))
          .append('\n')
          .append(Ink.BOLD.paint(sample.prompt(), terminal))
          .append(Ink.PLAIN.paint(sample.continuation(), terminal))
          .append('\n');
    }
    return text.toString();
  }

  @Override
  public String html() {
    Html html = Html.root();
    for (Sample sample : samples) {
      html.element("div", sample.title(), "style", Html.FAINT)
          .open(
              "pre",
              "style",
              "margin:2px 0 12px;padding:6px 12px;background:none;color:inherit;white-space:pre-wrap;"
                  + "overflow-wrap:anywhere;border-left:3px solid "
                  + Paint.BLUE.css())
          .element("b", sample.prompt())
          .text(sample.continuation())
          .close();
    }
    return html.end();
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }
}
