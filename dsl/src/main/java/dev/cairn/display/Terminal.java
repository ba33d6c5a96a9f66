package dev.cairn.display;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the other end of a stream can show.
 *
 * @param width the columns of a line
 * @param live whether it is a terminal, on which a line can be drawn again
 * @param colour whether it shows colours
 * @param unicode whether it shows more than ASCII
 */
public record Terminal(int width, boolean live, boolean colour, boolean unicode) {

  /** The width of a terminal that does not say its own. */
  public static final int DEFAULT_WIDTH = 80;

  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;
  private static final int NARROWEST = 20;
  private static final int FILE_TYPE = 0170000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final Path NULL_DEVICE = Path.of("/dev/null");

  /** Checks the width. */
  public Terminal {
    if (width < 1) {
      throw new IllegalArgumentException("a terminal cannot be " + width + " columns wide");
    }
  }

  /** A file or a pipe: no colours, no redrawing, ASCII. */
  public static Terminal plain(int width) {
    return new Terminal(width, false, false, false);
  }

  /** What this process's standard output leads to. */
  public static Terminal standardOutput() {
    return of(isTerminal(STANDARD_OUTPUT), System.getenv());
  }

  /** What this process's standard error leads to. */
  public static Terminal standardError() {
    return of(isTerminal(STANDARD_ERROR), System.getenv());
  }

  /** A pipe has no width unless COLUMNS gives it one, so that nothing is cut from what it gets. */
  static Terminal of(boolean live, Map<String, String> environment) {
    boolean smart = live && !environment.getOrDefault("TERM", "").equals("dumb");
    String columns = environment.getOrDefault("COLUMNS", "");
    int unknown = live ? DEFAULT_WIDTH : Integer.MAX_VALUE;
    return new Terminal(
        columns.matches("\\d{1,4}") ? Math.max(NARROWEST, Integer.parseInt(columns)) : unknown,
        smart,
        smart && environment.getOrDefault("NO_COLOR", "").isEmpty(),
        showsUnicode(environment));
  }

  private static boolean showsUnicode(Map<String, String> environment) {
    return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .map(value -> value.toUpperCase(Locale.ROOT).replace("-", "").endsWith("UTF8"))
        .orElse(false);
  }

  /**
   * A terminal is a character device, and the null device is the other one that a stream is led to.
   * System.console() would tell of input and output together. Where devices have no file, as on
   * Windows, output is plain.
   */
  private static boolean isTerminal(int descriptor) {
    Path stream = Path.of("/dev/fd/" + descriptor);
    try {
      int mode = (int) Files.getAttribute(stream, "unix:mode");
      return (mode & FILE_TYPE) == CHARACTER_DEVICE
          && !Files.getAttribute(stream, "unix:rdev")
              .equals(Files.getAttribute(NULL_DEVICE, "unix:rdev"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException elsewhere) {
      return false;
    }
  }
}
