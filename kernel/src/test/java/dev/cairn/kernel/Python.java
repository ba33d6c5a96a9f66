package dev.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tests written in Python, with the clients that Jupyter's users have. */
public final class Python {

  private static final String NEEDED = "import jupyter_client, jupyter_kernel_test, nbclient";
  private static final String MISSING =
      "no Python here has jupyter_client; install python3-jupyter-kernel-test and python3-nbclient to run this";

  private Python() {}

  /**
   * Runs Python in the folder of its tests, and expects it to end well. Where the clients are
   * missing the test is left out, but in CI it fails.
   *
   * @param log where what it says goes
   */
  public static void run(Map<String, String> environment, Path log, String... arguments)
      throws IOException, InterruptedException {
    Optional<String> python = python();
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(python.isPresent(), MISSING);
    }
    assertThat(python).as(MISSING).isPresent();
    List<String> command = new ArrayList<>(List.of(python.orElseThrow()));
    command.addAll(List.of(arguments));
    ProcessBuilder tests =
        new ProcessBuilder(command)
            .directory(Path.of("src/test/python").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    tests.environment().putAll(environment);
    tests.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    int code = tests.start().waitFor();
    assertThat(code).as(Files.readString(log)).isZero();
  }

  private static Optional<String> python() {
    return Stream.of("python3", "/usr/bin/python3").filter(Python::hasClients).findFirst();
  }

  private static boolean hasClients(String python) {
    try {
      return new ProcessBuilder(python, "-c", NEEDED).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
