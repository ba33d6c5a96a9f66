package dev.cairn.kernel.protocol;

/**
 * What the kernel is.
 *
 * @param implementation its name
 * @param implementationVersion its version
 * @param banner the lines a console shows first
 */
public record KernelInfo(
    String implementation, String implementationVersion, Language language, String banner) {

  /**
   * The language of its cells.
   *
   * @param fileExtension with the dot
   * @param lexer that of Pygments, for HTML
   * @param editorMode that of CodeMirror
   */
  public record Language(
      String name,
      String version,
      String mimeType,
      String fileExtension,
      String lexer,
      String editorMode) {}
}
