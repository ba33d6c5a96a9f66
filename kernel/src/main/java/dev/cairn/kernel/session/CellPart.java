package dev.cairn.kernel.session;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A part of a cell. */
sealed interface CellPart {

  /**
   * Code of the notebook's language. Empty lines stand for those of the cell above it, so that
   * errors name the cell's own lines.
   */
  record Code(String source) implements CellPart {}

  /** A line that begins with %: {@code %maven g:a:v}. */
  record LineMagic(String name, String arguments) implements CellPart {}

  /**
   * A line that ends with a magic that finds files, and takes what it found: {@code List<String>
   * added = %jars lib/*.jar}.
   */
  record FilesMagic(String before, String name, String arguments) implements CellPart {}

  /** A cell whose first line begins with %%: that line, and the rest as it is. */
  record CellMagic(String name, String arguments, String body) implements CellPart {}

  /** A line that begins with an exclamation mark: a command for the shell. */
  record Shell(String command) implements CellPart {}

  Pattern LINE_MAGIC = Pattern.compile("\\s*%([A-Za-z]\\w*)(?:\\s+(.*))?");
  // A remainder cannot begin after an equals sign, and texts and comments are left alone.
  Pattern FILES_MAGIC = Pattern.compile("([^\"'/%]*=\\s*)%(jars|classpath)\\s+([^;]*);?\\s*");
  Pattern CELL_MAGIC = Pattern.compile("\\s*%%([A-Za-z]\\w*)[ \\t]*([^\\n]*)\\n?", Pattern.DOTALL);
  String TEXT_BLOCK = "\"\"\"";

  /** The parts of a cell, in order. */
  static List<CellPart> of(String cell) {
    String text = cell.replace("\r\n", "\n");
    Matcher magic = CELL_MAGIC.matcher(text);
    if (magic.lookingAt()) {
      return List.of(
          new CellMagic(magic.group(1), magic.group(2).strip(), text.substring(magic.end())));
    }
    List<CellPart> parts = new ArrayList<>();
    StringBuilder code = new StringBuilder();
    int number = 0;
    boolean inText = false;
    for (String line : text.split("\n", -1)) {
      CellPart special = inText ? null : special(line, number);
      if (special == null) {
        code.append(line).append('\n');
      } else {
        flush(code, parts);
        parts.add(special);
        code.append("\n".repeat(number + 1));
      }
      inText ^= (line.split(TEXT_BLOCK, -1).length - 1) % 2 == 1;
      number++;
    }
    flush(code, parts);
    return parts;
  }

  private static void flush(StringBuilder code, List<CellPart> parts) {
    if (!code.toString().isBlank()) {
      parts.add(new Code(code.toString()));
    }
    code.setLength(0);
  }

  private static @Nullable CellPart special(String line, int number) {
    Matcher magic = LINE_MAGIC.matcher(line);
    if (magic.matches()) {
      String arguments = magic.group(2);
      return new LineMagic(magic.group(1), arguments == null ? "" : arguments.strip());
    }
    Matcher files = FILES_MAGIC.matcher(line);
    if (files.matches()) {
      return new FilesMagic(
          "\n".repeat(number) + files.group(1), files.group(2), files.group(3).strip());
    }
    return line.startsWith("!") ? new Shell(line.substring(1).strip()) : null;
  }
}
