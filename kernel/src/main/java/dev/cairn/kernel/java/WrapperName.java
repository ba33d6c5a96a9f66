package dev.cairn.kernel.java;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The class that JShell wraps a snippet in: numbered as the snippet, with letters for each time
 * that it was compiled anew. Methods of one name may be in one wrapper, as in {@code 18C_23B}.
 *
 * @param name in a class file's form, with dots
 * @param numbers the snippets'
 */
record WrapperName(String name, List<String> numbers) {
  private static final Pattern WRAPPER =
      Pattern.compile("REPL[./]\\$JShell\\$(\\d+[A-Z]*(?:_\\d+[A-Z]*)*)");

  private static final Pattern LETTERS = Pattern.compile("[A-Z]*(_|$)");

  static boolean isIn(String className) {
    return WRAPPER.matcher(className).lookingAt();
  }

  /** That of a class inside of it, or its own. */
  static WrapperName of(String className) {
    Matcher matcher = WRAPPER.matcher(className);
    if (!matcher.lookingAt()) {
      throw new IllegalArgumentException("No class of a cell: " + className);
    }
    return of(matcher);
  }

  /** All that a text names. */
  static Stream<WrapperName> allIn(String text) {
    return WRAPPER.matcher(text).results().map(WrapperName::of);
  }

  /** The rest of the name of a class inside of it. */
  String nested(String className) {
    return className.substring(name.length());
  }

  private static WrapperName of(MatchResult found) {
    return new WrapperName(found.group().replace('/', '.'), List.of(LETTERS.split(found.group(1))));
  }
}
