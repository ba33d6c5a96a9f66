package dev.cairn.kernel.session;

import dev.cairn.kernel.protocol.KernelInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A language of cells. */
public enum Language {
  JAVA("Java", "text/x-java", ".jshell", "java", "text/x-java"),
  KOTLIN("Kotlin", "text/x-kotlin", ".kts", "kotlin", "text/x-kotlin");

  private final String title;
  private final String mimeType;
  private final String fileExtension;
  private final String lexer;
  private final String editorMode;

  Language(String title, String mimeType, String fileExtension, String lexer, String editorMode) {
    this.title = title;
    this.mimeType = mimeType;
    this.fileExtension = fileExtension;
    this.lexer = lexer;
    this.editorMode = editorMode;
  }

  /**
   * The language of this name, in any case.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Language of(String name) {
    return Arrays.stream(values())
        .filter(language -> language.id().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no language "
                        + name
                        + "; there are "
                        + Arrays.stream(values())
                            .map(Language::id)
                            .collect(Collectors.joining(" and "))));
  }

  /** Its name as kernel specs write it: {@code java}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name as people write it: {@code Java}. */
  public String title() {
    return title;
  }

  /** An expression for a list of texts. */
  String listOf(List<String> texts) {
    String list = this == JAVA ? "java.util.List.of" : "listOf<String>";
    return texts.stream()
        .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(Collectors.joining(", ", list + "(", ")"));
  }

  /** As the protocol asks for it. */
  KernelInfo.Language info(String version) {
    return new KernelInfo.Language(id(), version, mimeType, fileExtension, lexer, editorMode);
  }
}
