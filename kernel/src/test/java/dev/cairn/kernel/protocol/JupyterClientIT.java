package dev.cairn.kernel.protocol;

import dev.cairn.kernel.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol as Jupyter's own client speaks it; what is tried stands in test_protocol.py. */
class JupyterClientIT {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "ipc"})
  void jupytersOwnClientIsServed(String transport) throws Exception {
    installKernel();
    Python.run(
        Map.of(
            "TRANSPORT",
            transport,
            "JUPYTER_PATH",
            directory.toString(),
            "XDG_STATE_HOME",
            directory.toString(),
            "CAIRN_KERNEL_OUTPUT_LIMIT",
            "300000"),
        directory.resolve("output"),
        "-m",
        "unittest",
        "-v",
        "test_protocol");
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
}
