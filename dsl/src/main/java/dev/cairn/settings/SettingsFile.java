package dev.cairn.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.toml.TomlMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The file {@code cairn.toml} or {@code cairn.yaml}. */
final class SettingsFile {

  private static final String TOML = "cairn.toml";
  private static final String YAML = "cairn.yaml";

  /** Some editors begin files in UTF-8 with it. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private SettingsFile() {}

  /**
   * The file of the first directory that has one.
   *
   * @throws IllegalArgumentException if a directory has both
   */
  static Optional<Path> find(List<Path> directories) {
    return directories.stream().flatMap(directory -> in(directory).stream()).findFirst();
  }

  private static Optional<Path> in(Path directory) {
    Path toml = directory.resolve(TOML);
    Path yaml = directory.resolve(YAML);
    if (Files.exists(toml) && Files.exists(yaml)) {
      throw new IllegalArgumentException(
          "there are both " + toml + " and " + yaml + ", and either could win; keep one of them");
    }
    return List.of(toml, yaml).stream().filter(Files::exists).findFirst();
  }

  /**
   * What stands in a file, in its order.
   *
   * @throws IllegalArgumentException if it is malformed, naming the line
   */
  static List<Entry> read(Path file) throws IOException {
    String text = text(file);
    try {
      return file.endsWith(TOML) ? toml(file, text) : yaml(file, text);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new IllegalArgumentException(
          EntryParser.place(file, line) + ": " + reason(e.getOriginalMessage()), e);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      String text = Files.readString(file);
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": is not text in UTF-8; save it as such", e);
    }
  }

  private static List<Entry> toml(Path file, String text) {
    try (JsonParser parser = TomlMapper.shared().createParser(text)) {
      return new EntryParser(file, parser, TomlLines.of(text)).entries();
    }
  }

  private static List<Entry> yaml(Path file, String text) {
    YAMLMapper mapper =
        YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = mapper.createParser(text)) {
      return new EntryParser(file, parser, Map.of()).entries();
    }
  }

  /** The sentence alone: the YAML reader shows places and excerpts too, each on indented lines. */
  private static String reason(String message) {
    return message
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining(": "));
  }
}
