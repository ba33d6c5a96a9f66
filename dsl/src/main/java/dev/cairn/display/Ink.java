package dev.cairn.display;

import java.util.regex.Pattern;

/** A colour of text, for terminals that show colours. */
public enum Ink {
  PLAIN(""),
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33"),
  BLUE("34"),
  MAGENTA("35"),
  CYAN("36");

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  /**
   * The text in this colour, or as it is where the terminal shows none; without control characters,
   * by which a name or what a model wrote could steer the terminal.
   */
  public String paint(String text, Terminal terminal) {
    String printable = CONTROL.matcher(text).replaceAll("\ufffd");
    return terminal.colour() && this != PLAIN && !text.isEmpty()
        ? "\u001b[" + code + "m" + printable + "\u001b[0m"
        : printable;
  }
}
