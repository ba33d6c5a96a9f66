package dev.cairn.cli;

import dev.cairn.RunDescription;
import dev.cairn.display.Ink;
import dev.cairn.display.Table;
import dev.cairn.display.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code cairn config} prints.
 *
 * @param directory the directory of runs
 * @param runs the runs of a script, or what a script begins with
 * @param notes what spellings of other tools were read as
 * @param warnings what was passed over
 */
record Configuration(
    RunDescription.Value directory,
    List<RunDescription> runs,
    List<String> notes,
    List<String> warnings) {

  private static final List<Table.Column> COLUMNS =
      List.of(
          Table.Column.text("setting", 0),
          Table.Column.text("value", 0),
          Table.Column.text("from", 0));

  String text(Terminal terminal) {
    StringBuilder text = new StringBuilder();
    runs.forEach(run -> text.append(text(run, terminal)).append('\n'));
    if (runs.isEmpty()) {
      text.append("the script describes no run\n\n");
    }
    notes.forEach(note -> text.append(note).append('\n'));
    warnings.forEach(
        warning -> text.append(Ink.YELLOW.paint("warning: " + warning, terminal)).append('\n'));
    return text.toString().stripTrailing() + "\n";
  }

  private String text(RunDescription run, Terminal terminal) {
    String title = run.name().map(name -> Ink.BOLD.paint(name, terminal) + "\n").orElse("");
    List<Table.Row> rows =
        Stream.concat(Stream.of(directory), run.settings().stream())
            .map(value -> Table.Row.of(value.path(), text(value.value()), value.source()))
            .toList();
    return title + new Table(COLUMNS, rows).render(terminal);
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Configuration::text).collect(Collectors.joining(", "));
    }
    return value instanceof Double number ? text(number.doubleValue()) : value.toString();
  }

  /** As people write it: {@code 1e-4}, not {@code 1.0E-4}. */
  private static String text(double number) {
    return number == (long) number
        ? Long.toString((long) number)
        : Double.toString(number).replace(".0E", "e").replace('E', 'e');
  }

  String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("runs_directory", json(directory));
    object.put("runs", runs.stream().map(Configuration::json).toList());
    object.put("notes", notes);
    object.put("warnings", warnings);
    return Json.format(object) + "\n";
  }

  private static Map<String, @Nullable Object> json(RunDescription run) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("run", run.name().orElse(null));
    object.put("settings", run.settings().stream().map(Configuration::json).toList());
    return object;
  }

  private static Map<String, Object> json(RunDescription.Value value) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("path", value.path());
    object.put("value", value.value());
    object.put("from", value.source());
    return object;
  }
}
