package dev.cairn.kernel;

import dev.cairn.kernel.java.JavaEngine;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the kernel's process is started: what the JVM is told, in a file of arguments. */
final class KernelProcess {

  private static final Pattern VERSION = Pattern.compile("version \"(\\d+)");
  private static final int OLDEST_JDK = 17;

  /** From here on, a JDK warns of what native libraries and DJL need. */
  private static final int WARNING_JDK = 24;

  private KernelProcess() {}

  /**
   * The lines of the file.
   *
   * @throws IOException if this java is too old
   */
  static String argumentFile(Path java) throws IOException {
    int version = version(java);
    if (version < OLDEST_JDK) {
      throw new IOException(
          "%s is version %d; cells need JDK %d or newer".formatted(java, version, OLDEST_JDK));
    }
    List<String> options =
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                // Half of what a start takes is the better of the two compilers at work; it can
                // wait until five times as many calls say what is worth it.
                "-XX:Tier4InvocationThreshold=25000",
                "-XX:Tier4MinInvocationThreshold=3000",
                "-XX:Tier4CompileThreshold=75000",
                "-XX:-UsePerfData",
                JavaEngine.JVM_OPTION,
                // A class archive of an older build is only not used.
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off"));
    if (version >= WARNING_JDK) {
      options.add("--enable-native-access=ALL-UNNAMED");
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    options.add("-cp");
    options.add(quoted(classPath()));
    return String.join("\n", options) + "\n";
  }

  /** This process's, so the kernel is of the same build. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(path -> Path.of(path).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** As argument files want it: in quotes, with the backslash doubled. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The jar, or the directory of classes, that this class is in. */
  static String ownJar() {
    return classPath().split(File.pathSeparator, 2)[0];
  }

  /** The feature version of a java: 17, 25. */
  static int version(Path java) throws IOException {
    Process process =
        new ProcessBuilder(java.toString(), "-version").redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher version = VERSION.matcher(said);
    if (!version.find()) {
      throw new IOException(java + " does not say its version");
    }
    return Integer.parseInt(version.group(1));
  }
}
