package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is done says so at once: its text is not read, and the engine is not loaded. */
class AlreadyDoneTest {

  private static final String LOADER_OF_THE_ENGINE = "ai.djl.pytorch.jni.LibUtils";

  @TempDir Path runs;

  @Test
  void aRunThatIsDoneLoadsNoEngine() throws IOException, InterruptedException {
    Path directory = runs.resolve("run");
    TinyRun.at(directory).saveEvery(5).train(5);
    assertThat(loadedClasses(directory, 5)).isNotEmpty().noneMatch(AlreadyDoneTest::loadsTheEngine);
    assertThat(loadedClasses(directory, 6)).anyMatch(AlreadyDoneTest::loadsTheEngine);
  }

  private static boolean loadsTheEngine(String line) {
    return line.contains(LOADER_OF_THE_ENGINE);
  }

  private static List<String> loadedClasses(Path directory, long target)
      throws IOException, InterruptedException {
    return ChildJvm.run(
        List.of("-Xlog:class+load:stdout"),
        Training.class,
        directory.toString(),
        Long.toString(target));
  }

  /** Trains the run in a directory to a step. */
  static final class Training {

    private Training() {}

    public static void main(String[] arguments) throws IOException {
      TinyRun.at(Path.of(arguments[0])).saveEvery(5).train(Long.parseLong(arguments[1]));
    }
  }
}
