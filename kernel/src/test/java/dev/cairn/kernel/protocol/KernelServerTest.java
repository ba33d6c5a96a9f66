package dev.cairn.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelServerTest {

  @TempDir Path directory;

  private KernelServer start(ConnectionFile connection) throws ConnectionException {
    KernelSettings settings =
        new KernelSettings(1_000, directory.resolve("history.jsonl"), Optional.empty());
    return KernelServer.start(connection, settings, new EchoKernel());
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      ConnectionFile connection =
          new ConnectionFile("tcp", "127.0.0.1", port, port, port, port, port, "");
      assertThatExceptionOfType(ConnectionException.class)
          .isThrownBy(() -> start(connection))
          .withMessageContaining("cannot listen at tcp://127.0.0.1:" + port);
    }
  }

  @Test
  void aPathThatIsTooLongForASocketIsNamed() {
    String path = directory.resolve("x".repeat(120)).toString();
    assertThatExceptionOfType(ConnectionException.class)
        .isThrownBy(() -> start(new ConnectionFile("ipc", path, 1, 2, 3, 4, 5, "")))
        .withMessageContaining("cannot listen at " + path + "-1")
        .withMessageContaining("let Jupyter use tcp");
  }

  @Test
  void aKernelAnswersItsOwnRehearsal() throws Exception {
    String path = directory.resolve("ipc").toString();
    ConnectionFile connection = new ConnectionFile("ipc", path, 1, 2, 3, 4, 5, "a key");
    try (KernelServer server = start(connection)) {
      Rehearsal.with(connection, "print hello");
    }
    assertThat(directory.resolve("history.jsonl")).content().contains("print hello");
  }

  @Test
  void whatIsClosedEndsAndGivesItsSocketsBack() throws Exception {
    String path = directory.resolve("ipc").toString();
    ConnectionFile connection = new ConnectionFile("ipc", path, 1, 2, 3, 4, 5, "");
    KernelServer server = start(connection);
    assertThat(Path.of(path + "-5")).exists();
    server.close();
    server.awaitShutdown();
    assertThat(Path.of(path + "-5")).doesNotExist();
    start(connection).close();
  }
}
