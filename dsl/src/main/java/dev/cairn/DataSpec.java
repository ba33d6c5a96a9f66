package dev.cairn;

import dev.cairn.data.DataSettings;
import dev.cairn.data.TextSource;
import dev.cairn.data.VocabularyKind;
import java.nio.file.Path;
import java.util.Arrays;

/** The block {@code data { ... }}: what to learn from. */
public final class DataSpec {

  private DataSettings settings;

  DataSpec(DataSettings base) {
    settings = base;
  }

  /** The Java sources on the class path, several megabytes of real text. The default. */
  public DataSpec javaSources() {
    return source(new TextSource.JavaSources());
  }

  /** Text files, or folders of them, in UTF-8; relative to the working directory. */
  public DataSpec text(String... paths) {
    return source(new TextSource.Files(Arrays.stream(paths).map(Path::of).toList()));
  }

  /** The fraction of the text, taken from its end, that is only evaluated on. Default 0.1. */
  public DataSpec holdOut(double fraction) {
    return set(
        new DataSettings(
            settings.source(),
            fraction,
            settings.batch(),
            settings.context(),
            settings.vocabulary()));
  }

  /** How many windows of text make a batch. Default 12. */
  public DataSpec batch(int windows) {
    return set(
        new DataSettings(
            settings.source(),
            settings.holdOut(),
            windows,
            settings.context(),
            settings.vocabulary()));
  }

  /** How many tokens make a window. Default 64. */
  public DataSpec context(int tokens) {
    return set(
        new DataSettings(
            settings.source(),
            settings.holdOut(),
            settings.batch(),
            tokens,
            settings.vocabulary()));
  }

  /** One token for each character of the text. The default. */
  public DataSpec characters() {
    return vocabulary(VocabularyKind.CHARACTERS);
  }

  /** One token for each byte of the text in UTF-8. */
  public DataSpec bytes() {
    return vocabulary(VocabularyKind.BYTES);
  }

  private DataSpec source(TextSource source) {
    return set(
        new DataSettings(
            source,
            settings.holdOut(),
            settings.batch(),
            settings.context(),
            settings.vocabulary()));
  }

  private DataSpec vocabulary(VocabularyKind kind) {
    return set(
        new DataSettings(
            settings.source(), settings.holdOut(), settings.batch(), settings.context(), kind));
  }

  private DataSpec set(DataSettings checked) {
    settings = checked;
    return this;
  }

  DataSettings build() {
    return settings;
  }
}
