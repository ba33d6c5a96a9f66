package dev.cairn.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** Java sources that a build put on the class path as a sources jar. */
final class SourcesJar {

  private SourcesJar() {}

  /**
   * Every {@code .java} entry below {@code folder}, sorted by name, of the jar that holds {@code
   * folder + landmark}.
   */
  static String read(String folder, String landmark) throws IOException {
    URL found = SourcesJar.class.getClassLoader().getResource(folder + landmark);
    if (found == null || !(found.openConnection() instanceof JarURLConnection connection)) {
      throw new FileNotFoundException(
          "javaSources() finds no jar with "
              + folder
              + landmark
              + " on the class path: add org.apache.commons:commons-lang3 with the classifier"
              + " sources, or write text(\"folder\") for text of your own");
    }
    // Not the connection's own jar file, which is shared by the whole process.
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      return join(jar, folder);
    }
  }

  private static String join(JarFile jar, String folder) throws IOException {
    var names =
        jar.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.startsWith(folder) && name.endsWith(".java"))
            .sorted()
            .toList();
    var text = new StringJoiner("\n");
    for (String name : names) {
      try (var entry = jar.getInputStream(jar.getEntry(name))) {
        text.add(new String(entry.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }
}
