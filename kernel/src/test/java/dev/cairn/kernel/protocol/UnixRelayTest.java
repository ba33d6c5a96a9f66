package dev.cairn.kernel.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixRelayTest {

  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("kernel-ipc-1");
  }

  @Test
  void bytesGoBothWaysAndTheEndIsPassedOn() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        UnixRelay relay = UnixRelay.open(path, server.getLocalPort());
        SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      client.write(UTF_8.encode("ask"));
      try (Socket accepted = server.accept()) {
        assertThat(accepted.getInputStream().readNBytes(3)).asString().isEqualTo("ask");
        accepted.getOutputStream().write("answer".getBytes(UTF_8));
      }
      ByteBuffer answer = ByteBuffer.allocate(64);
      while (client.read(answer) >= 0) {
        // Until the end.
      }
      assertThat(UTF_8.decode(answer.flip()).toString()).isEqualTo("answer");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void theSocketOfAKilledKernelIsReplaced() throws IOException {
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    UnixRelay.open(path, 1).close();
  }

  @Test
  void anyOtherFileStays() throws IOException {
    Files.writeString(path, "mine");
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> UnixRelay.open(path, 1));
    assertThat(path).hasContent("mine");
  }
}
