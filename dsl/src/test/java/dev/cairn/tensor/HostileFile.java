package dev.cairn.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.tensor.SafetensorsException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is to be refused. */
record HostileFile(Path path) {

  static String entry(String name, String dtype, String shape, String offsets) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}"
        .formatted(name, dtype, shape, offsets);
  }

  /** A file of these entries, without data. */
  static byte[] header(String entries) {
    return TensorFiles.file("{" + entries + "}", 0);
  }

  void assertFault(Fault fault, byte[] bytes, String message) throws IOException {
    SafetensorsException exception = open(bytes);
    assertThat(exception).hasMessage(path + ": " + message);
    assertThat(exception.fault()).isEqualTo(fault);
  }

  Fault fault(byte[] bytes) throws IOException {
    return open(bytes).fault();
  }

  SafetensorsException open(byte[] bytes) throws IOException {
    Files.write(path, bytes);
    return open();
  }

  SafetensorsException open() {
    return catchThrowableOfType(SafetensorsException.class, () -> SafetensorsFile.open(path));
  }
}
