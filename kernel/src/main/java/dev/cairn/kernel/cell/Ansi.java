package dev.cairn.kernel.cell;

/** Colours that can be read on dark and on light: neither black nor white nor blue. */
public enum Ansi {
  ERROR("1;31"),
  PLACE("36");

  private final String code;

  Ansi(String code) {
    this.code = code;
  }

  /** The text in this colour. */
  public String of(String text) {
    return "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
