package dev.cairn.kernel.cell;

import java.util.regex.Pattern;

/** What cells declare, by the names that users gave it. */
public final class OwnNames {
  /** The class that a compiler puts a cell in: JShell's, and that of a Kotlin cell. */
  private static final Pattern AROUND =
      Pattern.compile("\\b(?:REPL[./]\\$JShell\\$\\w+[.$]|(?:Cell|Given)_\\d+\\$)(?=[A-Za-z_])");

  /** In a type Java writes a dot, which elsewhere may be that of a file named so. */
  private static final Pattern KOTLIN_TYPE = Pattern.compile("\\b(?:Cell|Given)_\\d+\\.");

  private OwnNames() {}

  /** A text that may name classes and variables of cells as a compiler calls them. */
  public static String in(String text) {
    return AROUND.matcher(text).replaceAll("");
  }

  /** A type as {@link Variable#type} writes it. */
  public static String ofType(String type) {
    return KOTLIN_TYPE.matcher(in(type)).replaceAll("");
  }
}
