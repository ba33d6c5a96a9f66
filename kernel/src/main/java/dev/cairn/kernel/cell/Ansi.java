package dev.cairn.kernel.cell;

/** Colours that can be read on dark and on light: neither black nor white nor blue. */
enum Ansi {
  ERROR("1;31"),
  PLACE("36");

  private final String code;

  Ansi(String code) {
    this.code = code;
  }

  String of(String text) {
    return "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
