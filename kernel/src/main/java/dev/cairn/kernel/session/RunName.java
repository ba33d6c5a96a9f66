package dev.cairn.kernel.session;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the run is called that a notebook's blocks describe: as the notebook's file, as scripts do.
 */
final class RunName {

  private static final String UNKNOWN = "notebook";

  private RunName() {}

  /** From the variable in which Jupyter Server 2 and newer tell the notebook's path. */
  static String of(Map<String, String> environment) {
    String path = environment.getOrDefault("JPY_SESSION_NAME", "");
    String file = path.isEmpty() ? "" : String.valueOf(Path.of(path).getFileName());
    String name =
        file.replaceFirst("\\.ipynb$", "")
            .replaceAll("[^A-Za-z0-9._=+-]+", "-")
            .replaceFirst("^[^A-Za-z0-9_]+", "");
    return name.isEmpty() ? UNKNOWN : name;
  }
}
