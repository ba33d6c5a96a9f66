package dev.cairn.tensor;

import static dev.cairn.tensor.TensorFiles.bytes;
import static dev.cairn.tensor.TensorFiles.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.tensor.SafetensorsException.Fault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
  @TempDir Path folder;

  @Test
  void tensorsStandInTheOrderOfTheirData() throws IOException {
    String header =
        """
        {"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},\
        "a":{"shape":[1],"data_offsets":[0,1],"dtype":"I8"}}""";
    try (SafetensorsFile file = open(TensorFiles.file(header, 2))) {
      assertThat(file.tensors().keySet()).containsExactly("a", "b");
    }
  }

  @Test
  void beginIsTheByteOfTheFile() throws IOException {
    byte[] written =
        TensorFiles.write(
            tensor("a", DType.U8, Shape.of(2), 1, 2), tensor("b", DType.U8, Shape.of(1), 3));
    try (SafetensorsFile file = open(written)) {
      assertThat(file.begin("a")).isEqualTo(written.length - 3);
      assertThat(file.begin("b")).isEqualTo(written.length - 1);
    }
  }

  @Test
  void metadataIsWhatTheHeaderSays() throws IOException {
    byte[] bytes = TensorFiles.file("{\"__metadata__\":{\"format\":\"np\",\"by\":\"\"}}", 0);
    try (SafetensorsFile file = open(bytes)) {
      assertThat(file.metadata()).hasSize(2).containsEntry("format", "np").containsEntry("by", "");
    }
  }

  @Test
  void aHeaderWithoutMetadataHasNone() throws IOException {
    try (SafetensorsFile file = open(TensorFiles.file("{}", 0))) {
      assertThat(file.metadata()).isEmpty();
      assertThat(file.tensors()).isEmpty();
    }
  }

  @Test
  void fieldsThatTheFormatMayOneDayHaveArePassedOver() throws IOException {
    String header =
        """
        {"a":{"later":{"dtype":[1,{"x":null}]},"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""";
    try (SafetensorsFile file = open(TensorFiles.file(header, 0))) {
      assertThat(file.tensor("a").dtype()).isEqualTo(DType.U8);
    }
  }

  @Test
  void aMissingTensorIsOneErrorWithNearNames() throws IOException {
    byte[] bytes =
        TensorFiles.write(
            MemoryTensor.floats("transformer.wte.weight", Shape.of(), 1f),
            MemoryTensor.floats("transformer.wpe.weight", Shape.of(), 1f),
            MemoryTensor.floats("transformer.ln_f.bias", Shape.of(), 1f));
    try (SafetensorsFile file = open(bytes)) {
      assertThatThrownBy(() -> file.tensor("wte.weight"))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage(
              folder.resolve("model.safetensors")
                  + ": there is no tensor \"wte.weight\" among its 3; did you mean"
                  + " \"transformer.wte.weight\"?");
      assertThatThrownBy(() -> file.begin("transformer.wxe.weight"))
          .hasMessageEndingWith("\"transformer.wpe.weight\" or \"transformer.wte.weight\"?");
      assertThatThrownBy(() -> file.tensor("lm_head.weight")).hasMessageEndingWith("among its 3");
    }
  }

  @Test
  void aTensorIsReadInPiecesOfAnySize() throws IOException {
    byte[] content = new byte[(3 << 20) + 5];
    new Random(5).nextBytes(content);
    byte[] written =
        TensorFiles.write(
            MemoryTensor.of("w", DType.U8, Shape.of(content.length), ByteBuffer.wrap(content)));
    try (SafetensorsFile file = open(written)) {
      NamedTensor tensor = file.tensor("w");
      assertThat(bytes(tensor)).isEqualTo(content);
      ByteBuffer middle = ByteBuffer.allocateDirect(100).position(10).limit(60);
      tensor.read(1_000_001, middle);
      assertThat(middle.position()).isEqualTo(middle.limit()).isEqualTo(60);
      byte[] read = new byte[50];
      middle.get(10, read);
      assertThat(read).isEqualTo(Arrays.copyOfRange(content, 1_000_001, 1_000_051));
    }
  }

  @Test
  void severalThreadsReadAtATime() throws IOException {
    List<MemoryTensor> tensors =
        IntStream.range(0, 50)
            .mapToObj(i -> MemoryTensor.floats("t" + i, Shape.of(2), i, -i))
            .toList();
    try (SafetensorsFile file = open(TensorFiles.write(tensors))) {
      boolean same =
          IntStream.range(0, 5_000)
              .parallel()
              .mapToObj(i -> tensors.get(i % tensors.size()))
              .allMatch(each -> Arrays.equals(bytes(each), bytes(file.tensor(each.name()))));
      assertThat(same).isTrue();
    }
  }

  @Test
  void readingPastTheEndOfATensorIsRefused() throws IOException {
    byte[] written =
        TensorFiles.write(
            tensor("a", DType.U8, Shape.of(2), 1, 2), tensor("b", DType.U8, Shape.of(2), 3, 4));
    try (SafetensorsFile file = open(written)) {
      assertThatThrownBy(() -> file.tensor("a").read(1, ByteBuffer.allocate(2)))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("tensor \"a\" has 2 bytes; 2 from byte 1 on are not in it");
      assertThatThrownBy(() -> file.tensor("b").read(-1, ByteBuffer.allocate(1)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void aFileCutShortWhileItIsOpenNamesTheTensor() throws IOException {
    Path path = folder.resolve("model.safetensors");
    try (SafetensorsFile file = open(TensorFiles.write(MemoryTensor.floats("w", Shape.of(), 1f)))) {
      try (RandomAccessFile cut = new RandomAccessFile(path.toFile(), "rw")) {
        cut.setLength(cut.length() - 1);
      }
      assertThatThrownBy(() -> bytes(file.tensor("w")))
          .rootCause()
          .hasMessageContaining("model.safetensors: tensor \"w\" was cut short")
          .extracting(cause -> ((SafetensorsException) cause).fault())
          .isEqualTo(Fault.TRUNCATED_DATA);
    }
  }

  @Test
  void aTensorOfAClosedFileSaysSo() throws IOException {
    SafetensorsFile file = open(TensorFiles.write(MemoryTensor.floats("w", Shape.of(), 1f)));
    NamedTensor tensor = file.tensor("w");
    file.close();
    assertThatThrownBy(() -> tensor.read(0, ByteBuffer.allocate(4)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder.resolve("model.safetensors")
                + ": tensor \"w\" is read after the file was closed");
  }

  private SafetensorsFile open(byte[] bytes) throws IOException {
    return SafetensorsFile.open(Files.write(folder.resolve("model.safetensors"), bytes));
  }
}
