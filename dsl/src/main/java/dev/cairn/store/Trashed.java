package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint in a run's trash.
 *
 * @param path where it lies now
 * @param checkpoint the name it had in the run
 * @param since when it was put there
 * @param reason why: what is damaged, or who asked
 * @param pinnedAs the label it was pinned with, which may be blank; empty if it was not pinned
 */
public record Trashed(
    Path path, String checkpoint, Instant since, String reason, Optional<String> pinnedAs) {

  private static final String NOTE = ".json";

  /** The file beside it that says all this, so that nothing depends on a file's times. */
  Path note() {
    return path.resolveSibling(Layout.name(path) + NOTE);
  }

  static boolean isNote(Path path) {
    return Layout.name(path).endsWith(NOTE);
  }

  /** The path whose note this is. */
  static Path noted(Path note) {
    String name = Layout.name(note);
    return note.resolveSibling(name.substring(0, name.length() - NOTE.length()));
  }

  String toText() {
    Map<String, @Nullable Object> tree = new TreeMap<>();
    tree.put("checkpoint", checkpoint);
    tree.put("since", since.toString());
    tree.put("reason", reason);
    tree.put("pinned_as", pinnedAs.orElse(null));
    return HuggingFaceJson.format(tree);
  }

  /** What lies at this path in the trash; empty if there is no note that can be read. */
  static Optional<Trashed> at(Path path) throws IOException {
    Path note = path.resolveSibling(Layout.name(path) + NOTE);
    return Files.isRegularFile(note) ? parse(path, Files.readString(note)) : Optional.empty();
  }

  private static Optional<Trashed> parse(Path path, String text) {
    try {
      Map<String, Object> tree = HuggingFaceJson.parse(text);
      String checkpoint = String.valueOf(tree.get("checkpoint"));
      return Layout.step(checkpoint).isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Trashed(
                  path,
                  checkpoint,
                  Instant.parse(String.valueOf(tree.get("since"))),
                  String.valueOf(tree.get("reason")),
                  Optional.ofNullable(tree.get("pinned_as")).map(String::valueOf)));
    } catch (IOException | DateTimeException notOurs) {
      return Optional.empty();
    }
  }
}
