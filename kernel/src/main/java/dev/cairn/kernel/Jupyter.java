package dev.cairn.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What there is of Jupyter and of Python on this machine. */
final class Jupyter {

  private Jupyter() {}

  /**
   * The user's data directory, as jupyter_core finds it.
   *
   * @see <a href="https://docs.jupyter.org/en/latest/use/jupyter-directories.html">Jupyter's
   *     directories</a>
   */
  static Path userData() {
    String given = System.getenv().getOrDefault("JUPYTER_DATA_DIR", "");
    if (!given.isEmpty()) {
      return Path.of(given);
    }
    Path home = Path.of(System.getProperty("user.home"));
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (system.contains("mac")) {
      return home.resolve("Library").resolve("Jupyter");
    }
    String xdg = System.getenv().getOrDefault("XDG_DATA_HOME", "");
    if (system.contains("windows")) {
      String appData = System.getenv().getOrDefault("APPDATA", home.toString());
      return Path.of(appData, "jupyter");
    }
    return (xdg.isEmpty() ? home.resolve(".local").resolve("share") : Path.of(xdg))
        .resolve("jupyter");
  }

  /**
   * The prefix of the environment that python3 belongs to.
   *
   * @throws IOException if there is no python3
   */
  static Path sysPrefix() throws IOException {
    Process python =
        new ProcessBuilder("python3", "-c", "import sys; print(sys.prefix)")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String prefix =
        new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (prefix.isEmpty()) {
      throw new IOException("python3 does not say its prefix; name it with --prefix");
    }
    return Path.of(prefix);
  }

  /** What to do where there is no jupyter on the path. */
  static Optional<String> hint() {
    boolean there =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .flatMap(
                folder -> Stream.of("jupyter", "jupyter.exe").map(name -> Path.of(folder, name)))
            .anyMatch(Files::isExecutable);
    return there
        ? Optional.empty()
        : Optional.of(
            String.join(
                System.lineSeparator(),
                List.of(
                    "There is no jupyter on the PATH yet. To get JupyterLab:",
                    "  python3 -m venv ~/jupyter && ~/jupyter/bin/pip install jupyterlab",
                    "  ~/jupyter/bin/jupyter lab")));
  }
}
