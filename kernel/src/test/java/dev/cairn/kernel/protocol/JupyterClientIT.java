package dev.cairn.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol as Jupyter's own client speaks it; what is tried stands in test_protocol.py. */
class JupyterClientIT {

  private static final String NEEDED = "import jupyter_client, jupyter_kernel_test";

  private static final String MISSING =
      "no Python here has jupyter_client; install python3-jupyter-kernel-test to run this";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "ipc"})
  void jupytersOwnClientIsServed(String transport) throws Exception {
    Optional<String> python = python();
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(python.isPresent(), MISSING);
    }
    assertThat(python).as(MISSING).isPresent();
    installKernel();
    Path output = directory.resolve("output");
    ProcessBuilder tests =
        new ProcessBuilder(python.orElseThrow(), "-m", "unittest", "-v", "test_protocol")
            .directory(Path.of("src/test/python").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    tests
        .environment()
        .putAll(
            Map.of(
                "TRANSPORT",
                transport,
                "JUPYTER_PATH",
                directory.toString(),
                "XDG_STATE_HOME",
                directory.toString(),
                "CAIRN_KERNEL_OUTPUT_LIMIT",
                "300000",
                "PYTHONDONTWRITEBYTECODE",
                "1"));
    assertThat(tests.start().waitFor()).as(Files.readString(output)).isZero();
  }

  private void installKernel() throws IOException {
    Path specification = directory.resolve("kernels").resolve("echo").resolve("kernel.json");
    Files.createDirectories(specification.getParent());
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            EchoKernel.class.getName(),
            "{connection_file}");
    Files.writeString(
        specification,
        Json.text(
            Map.of(
                "argv", command,
                "display_name", "Echo",
                "language", "echo",
                "interrupt_mode", "message")));
  }

  private static Optional<String> python() {
    return Stream.of("python3", "/usr/bin/python3").filter(JupyterClientIT::hasClient).findFirst();
  }

  private static boolean hasClient(String python) {
    try {
      return new ProcessBuilder(python, "-c", NEEDED).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
