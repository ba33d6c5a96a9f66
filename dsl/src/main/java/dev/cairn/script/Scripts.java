package dev.cairn.script;

import dev.cairn.Session;
import dev.cairn.settings.SettingLayers;
import java.nio.file.Path;

/** Runs scripts; the ending of a file's name tells the language. */
public final class Scripts {

  private static final String KOTLIN = ".cairn.kts";
  private static final String JSHELL = ".jsh";
  private static final String JAVA = ".java";

  private Scripts() {}

  /**
   * Compiles a script if it has changed, and runs it in this process.
   *
   * @param compiling is run before a script is compiled, which takes some seconds
   * @throws ScriptException if it does not compile; its message shows the script's lines
   * @throws IllegalArgumentException if the file's name has another ending
   * @throws Exception what the script throws, as itself
   */
  public static void run(Path script, Runnable compiling) throws Exception {
    String name = String.valueOf(script.getFileName());
    if (name.endsWith(KOTLIN)) {
      new KotlinScripts(cache(), compiling)
          .run(script, name.substring(0, name.length() - KOTLIN.length()));
    } else if (name.endsWith(JSHELL)) {
      JshScripts.run(script);
    } else if (name.endsWith(JAVA)) {
      new JavaScripts(cache(), compiling).run(script);
    } else {
      throw new IllegalArgumentException(
          script + ": a script's name ends with .cairn.kts, .jsh or .java");
    }
  }

  /** The settings that lie below a script: the file in its directory, and the environment. */
  public static SettingLayers layers(Path script) {
    Path parent = script.getParent();
    return Session.layers(parent == null ? Path.of("") : parent);
  }

  /** Where compiled scripts are kept between runs. */
  private static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path root =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return root.resolve("cairn").resolve("scripts");
  }
}
