package dev.cairn.cli;

import ai.djl.Device;
import ai.djl.util.Utils;
import dev.cairn.display.Units;
import dev.cairn.engine.Libtorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.tools.ToolProvider;

/**
 * Something that training needs, and how it is here.
 *
 * @param found what is there
 * @param wayOut what to do about it; empty if all is well
 */
record Check(String name, Status status, String found, Optional<String> wayOut) {

  private static final long LITTLE_SPACE = 1_000_000_000;
  private static final String KOTLIN_HOST =
      "kotlin.script.experimental.jvmhost.BasicJvmScriptingHost";

  /** How it is. */
  enum Status {
    OK,
    WARN,
    FAIL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** All checks, in the order in which they build on each other. */
  static List<Check> all(Path runs) {
    return List.of(java(), scripts(), engine(), device(), cache(), memory(), disk(runs));
  }

  private static Check ok(String name, String found) {
    return new Check(name, Status.OK, found, Optional.empty());
  }

  private static Check warn(String name, String found, String wayOut) {
    return new Check(name, Status.WARN, found, Optional.of(wayOut));
  }

  private static Check fail(String name, String found, String wayOut) {
    return new Check(name, Status.FAIL, found, Optional.of(wayOut));
  }

  private static Check java() {
    String found =
        "%s (%s) in %s"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                System.getProperty("java.home"));
    return ToolProvider.getSystemJavaCompiler() == null
        ? warn("java", found, "this is no JDK: .java and .jsh scripts need a JDK 17 or newer")
        : ok("java", found);
  }

  private static Check scripts() {
    try {
      Class.forName(KOTLIN_HOST, false, Check.class.getClassLoader());
      return ok("scripts", "Kotlin " + kotlin.KotlinVersion.CURRENT);
    } catch (ClassNotFoundException e) {
      return warn(
          "scripts",
          "no Kotlin scripting",
          ".cairn.kts scripts need kotlin-scripting-jvm-host on the class path");
    }
  }

  private static Check engine() {
    try {
      return ok(
          "engine", "DJL %s, libtorch %s".formatted(Libtorch.djlVersion(), Libtorch.version()));
    } catch (IllegalStateException | LinkageError e) {
      return fail(
          "engine",
          Failures.words(e),
          "put pytorch-jni and pytorch-native-cpu for %s %s on the class path"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
  }

  private static Check device() {
    try {
      Device device = Libtorch.device("auto");
      return ok(
          "device",
          device.isGpu()
              ? "%d GPU, the first is used".formatted(Libtorch.gpuCount())
              : "CPU with %d threads of %d processors; no GPU that the engine sees"
                  .formatted(Libtorch.threads(), Runtime.getRuntime().availableProcessors()));
    } catch (IllegalStateException | LinkageError e) {
      return fail("device", "unknown without the engine", "see the line above");
    }
  }

  private static Check cache() {
    Path cache = Utils.getEngineCacheDir();
    String found = cache + (Files.isDirectory(cache) ? "" : ", not there yet");
    return Files.isWritable(existing(cache))
        ? ok("cache", found)
        : fail("cache", found, "the engine unpacks there; name another by ENGINE_CACHE_DIR");
  }

  private static Check memory() {
    return ok("memory", "Java heap up to " + Units.bytes(Runtime.getRuntime().maxMemory()));
  }

  private static Check disk(Path runs) {
    Path existing = existing(runs.toAbsolutePath());
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String found = "%s free for %s".formatted(Units.bytes(free), runs.toAbsolutePath());
      if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
        return fail("disk", found, existing + " cannot be written; name another by --runs");
      }
      return free < LITTLE_SPACE
          ? warn("disk", found, "make room, or name another disk by --runs")
          : ok("disk", found);
    } catch (IOException e) {
      return fail("disk", Failures.words(e), "name another directory by --runs");
    }
  }

  /** The nearest directory that exists. */
  private static Path existing(Path path) {
    Path parent = path.getParent();
    return Files.exists(path) || parent == null ? path : existing(parent);
  }
}
