package dev.cairn.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionFileTest {

  private static final String WHOLE =
      """
      {"transport": "tcp", "ip": "127.0.0.1", "key": "secret", "signature_scheme": "hmac-sha256",
       "shell_port": 1, "control_port": 2, "iopub_port": 3, "stdin_port": 4, "hb_port": 5,
       "kernel_name": "cairn-java"}
      """;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("kernel-1.json");
  }

  @Test
  void everyPortIsRead() throws IOException {
    Files.writeString(file, WHOLE);
    assertThat(ConnectionFile.read(file))
        .isEqualTo(new ConnectionFile("tcp", "127.0.0.1", 1, 2, 3, 4, 5, "secret"));
  }

  @Test
  void theKeyIsNotShown() throws IOException {
    Files.writeString(file, WHOLE);
    assertThat(ConnectionFile.read(file).toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"tcp\"           | \"pgm\"   | the transport 'pgm'",
        "\"ip\"            | \"pi\"    | no text 'ip'",
        "\"secret\"        | 5         | no text 'key'",
        "hmac-sha256       | hmac-md5  | signatures by 'hmac-md5'",
        "\"hb_port\": 5    | \"hb_port\": 70000 | no port 'hb_port' between 1 and 65535",
        "\"stdin_port\": 4 | \"stdin_port\": \"4\" | no port 'stdin_port'",
        "{                 | [         | is no JSON object",
      })
  void aBadFileIsNamedWithItsFault(String right, String wrong, String said) throws IOException {
    Files.writeString(file, WHOLE.replace(right, wrong));
    assertThatExceptionOfType(ConnectionException.class)
        .isThrownBy(() -> ConnectionFile.read(file))
        .withMessageContaining(file.toString())
        .withMessageContaining(said)
        .withMessageContaining("let Jupyter start the kernel");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatExceptionOfType(ConnectionException.class)
        .isThrownBy(() -> ConnectionFile.read(file))
        .withMessageContaining(file + " does not exist");
  }
}
