package dev.cairn.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where the text comes from. */
public sealed interface TextSource {

  /**
   * Reads the whole text. The same files give the same text on every machine.
   *
   * @throws IOException if something named is missing, empty or cannot be read; the message names
   *     it
   */
  String read() throws IOException;

  /**
   * The Java sources of Apache Commons Lang, several megabytes of real text, from the sources jar
   * on the class path: every {@code .java} entry, sorted by name, with a newline between.
   */
  record JavaSources() implements TextSource {

    @Override
    public String read() throws IOException {
      return SourcesJar.read("org/apache/commons/lang3/", "StringUtils.java");
    }
  }

  /**
   * Files and folders of UTF-8 text, in the given order, with a newline between two files. A folder
   * gives all that is below it, sorted by path; hidden entries, empty files and binary ones (with
   * NUL bytes, or not UTF-8) are passed over. A file that is itself named must be text.
   *
   * @param paths at least one
   */
  record Files(List<Path> paths) implements TextSource {

    /**
     * @throws IllegalArgumentException if no path is given
     */
    public Files {
      paths = List.copyOf(paths);
      if (paths.isEmpty()) {
        throw new IllegalArgumentException(
            "text() needs a file or a folder: write text(\"poems.txt\")");
      }
    }

    @Override
    public String read() throws IOException {
      return new TextFiles(paths).read();
    }
  }
}
