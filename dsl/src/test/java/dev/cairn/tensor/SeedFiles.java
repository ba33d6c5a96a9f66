package dev.cairn.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a fuzz test begins with: files in the folder from which Jazzer takes it, beside what fuzzing
 * found there. {@code -Dseeds.write=true} writes those that a test makes.
 */
public final class SeedFiles {
  private static final Path RESOURCES = Path.of("src", "test", "resources");

  private SeedFiles() {}

  /** The folder of one fuzz test. */
  public static Path folder(Class<?> test, String method) {
    return RESOURCES
        .resolve(test.getPackageName().replace('.', '/'))
        .resolve(test.getSimpleName() + "Inputs")
        .resolve(method);
  }

  /** Writes the seeds if that was asked for. */
  public static void write(Path folder, Map<String, byte[]> seeds) throws IOException {
    if (Boolean.getBoolean("seeds.write")) {
      Files.createDirectories(folder);
      for (Map.Entry<String, byte[]> seed : seeds.entrySet()) {
        Files.write(folder.resolve(seed.getKey()), seed.getValue());
      }
    }
  }

  /** Requires each seed to be kept as it is made today. */
  public static void assertKept(Path folder, Map<String, byte[]> seeds) throws IOException {
    write(folder, seeds);
    for (Map.Entry<String, byte[]> seed : seeds.entrySet()) {
      assertThat(folder.resolve(seed.getKey())).hasBinaryContent(seed.getValue());
    }
  }
}
