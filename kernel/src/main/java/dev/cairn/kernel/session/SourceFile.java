package dev.cairn.kernel.session;

import dev.cairn.store.HuggingFaceJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code %load} runs: a source file as it is, or the code cells of a notebook. */
final class SourceFile {

  private SourceFile() {}

  /** The cells of a file, in order. */
  static List<String> cells(Path file) throws IOException {
    String text = Files.readString(file);
    if (!file.toString().endsWith(".ipynb")) {
      return List.of(text);
    }
    List<String> cells = new ArrayList<>();
    if (HuggingFaceJson.parse(text).get("cells") instanceof List<?> all) {
      for (Object cell : all) {
        if (cell instanceof Map<?, ?> map && "code".equals(map.get("cell_type"))) {
          cells.add(source(map.get("source")));
        }
      }
    }
    return cells;
  }

  /** A notebook keeps a source as one text or as a list of lines. */
  private static String source(@Nullable Object source) {
    return source instanceof List<?> lines
        ? String.join("", lines.stream().map(String::valueOf).toList())
        : String.valueOf(source);
  }
}
