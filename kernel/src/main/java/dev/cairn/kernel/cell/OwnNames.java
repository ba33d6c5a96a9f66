package dev.cairn.kernel.cell;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What cells declare, by the names that users gave it. */
public final class OwnNames {
  /** The class that a compiler puts a cell in: JShell's, and that of a Kotlin cell. */
  private static final Pattern AROUND =
      Pattern.compile("\\b(?:REPL[./]\\$JShell\\$\\w+|(?:Cell|Given)_\\d+)[.$](?=[A-Za-z_])");

  private OwnNames() {}

  /** A text in which classes and variables of cells are named as a compiler calls them. */
  public static String in(String text) {
    return AROUND.matcher(text).replaceAll("");
  }

  /** A value as a text: as it says itself, or by its class's name. */
  public static String text(@Nullable Object value) {
    String text = String.valueOf(value);
    if (value == null) {
      return text;
    }
    String name = value.getClass().getName();
    return text.startsWith(name + "@") && SnippetClasses.contains(value.getClass())
        ? in(name) + text.substring(name.length())
        : text;
  }
}
