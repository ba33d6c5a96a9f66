package dev.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels as they are installed, with the clients that Jupyter's users have. */
class InstalledKernelsIT {

  @TempDir private static Path data;

  @BeforeAll
  static void installThem() throws IOException, InterruptedException {
    Process install =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cairn.cli.Main",
                "kernel",
                "install",
                "--prefix",
                data.toString())
            .inheritIO()
            .start();
    assertThat(install.waitFor()).isZero();
  }

  private static void python(String... arguments) throws IOException, InterruptedException {
    Python.run(
        Map.of(
            "JUPYTER_PATH",
            data.resolve("share").resolve("jupyter").toString(),
            "XDG_STATE_HOME",
            data.toString()),
        data.resolve("output"),
        arguments);
  }

  @Test
  void jupytersOwnTestsOfAKernelPass() throws Exception {
    python("-m", "unittest", "-v", "test_kernels");
  }

  @Test
  void theNotebooksRunFromTopToBottom() throws Exception {
    python("../../../../notebooks/check.py");
  }

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(strings = {"cairn-java", "cairn-kotlin"})
  void twoThousandCellsLeaveHeapAndThreadsFlat(String kernel) throws Exception {
    python("soak.py", kernel, "2000", "10");
  }

  @Test
  @Tag("slow")
  void classesOfJavaThatKotlinUsesDoNotPileUp() throws Exception {
    python("soak.py", "cairn-java", "1000", "60", "both");
  }
}
