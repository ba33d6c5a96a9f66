package dev.cairn.tensor;

import static dev.cairn.tensor.HostileFile.entry;
import static dev.cairn.tensor.HostileFile.header;
import static dev.cairn.tensor.TensorFiles.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.tensor.SafetensorsException.Fault;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileLayoutTest {
  private final HostileFile hostile;

  HostileLayoutTest(@TempDir Path folder) {
    hostile = new HostileFile(folder.resolve("model.safetensors"));
  }

  @Test
  void aFileThatEndsInItsDataNamesTheTensorThatIsCut() throws IOException {
    hostile.assertFault(
        Fault.TRUNCATED_DATA,
        file(
            "{" + entry("a", "U8", "[4]", "[0,4]") + "," + entry("b", "U8", "[4]", "[4,8]") + "}",
            7),
        "tensor \"b\" ends at byte 8 of the data, the file at byte 7: it is cut short");
  }

  @Test
  void anUnknownDtypeIsRefused() throws IOException {
    hostile.assertFault(
        Fault.UNKNOWN_DTYPE,
        header(entry("a", "F128", "[0]", "[0,0]")),
        "tensor \"a\" has the unknown dtype \"F128\"");
    assertThat(hostile.fault(header(entry("a", "f32", "[0]", "[0,0]"))))
        .isEqualTo(Fault.UNKNOWN_DTYPE);
  }

  @Test
  void aNegativeSizeInAShapeIsRefused() throws IOException {
    hostile.assertFault(
        Fault.NEGATIVE_SHAPE,
        header(entry("a", "U8", "[-1,-1]", "[0,1]")),
        "tensor \"a\" has the negative number -1 in its shape");
  }

  @Test
  void aShapeThatOverflowsIsRefused() throws IOException {
    hostile.assertFault(
        Fault.SHAPE_OVERFLOW,
        header(entry("a", "U8", "[4294967296,4294967296]", "[0,0]")),
        "tensor \"a\" has a shape of more elements than a long counts");
    hostile.assertFault(
        Fault.SHAPE_OVERFLOW,
        header(entry("a", "F32", "[4611686018427387904]", "[0,0]")),
        "tensor \"a\" has a shape of more bytes than a long counts");
    hostile.assertFault(
        Fault.SHAPE_OVERFLOW,
        header(entry("a", "U8", "[9223372036854775808]", "[0,0]")),
        "tensor \"a\" has the huge number 9223372036854775808 in its shape");
  }

  @Test
  void aNegativeOffsetIsRefused() throws IOException {
    hostile.assertFault(
        Fault.NEGATIVE_OFFSET,
        header(entry("a", "U8", "[1]", "[-1,0]")),
        "tensor \"a\" has the negative number -1 in its data_offsets");
  }

  @Test
  void anOffsetThatOverflowsIsRefused() throws IOException {
    hostile.assertFault(
        Fault.OFFSET_OVERFLOW,
        header(entry("a", "U8", "[0]", "[0,18446744073709551616]")),
        "tensor \"a\" has the huge number 18446744073709551616 in its data_offsets");
  }

  @Test
  void reversedOffsetsAreRefused() throws IOException {
    hostile.assertFault(
        Fault.REVERSED_OFFSETS,
        header(entry("a", "U8", "[1]", "[1,0]")),
        "tensor \"a\" ends before it begins: [1, 0]");
  }

  @Test
  void offsetsThatDisagreeWithTheShapeAreRefused() throws IOException {
    hostile.assertFault(
        Fault.SIZE_MISMATCH,
        header(entry("a", "F32", "[2,3]", "[0,23]")),
        "tensor \"a\" needs 24 bytes for F32 [2, 3], but its offsets [0, 23] span 23");
    assertThat(hostile.fault(header(entry("a", "F32", "[]", "[0,0]"))))
        .isEqualTo(Fault.SIZE_MISMATCH);
    assertThat(hostile.fault(header(entry("a", "F32", "[0]", "[0,4]"))))
        .isEqualTo(Fault.SIZE_MISMATCH);
  }

  @Test
  void aHoleBetweenTensorsIsRefused() throws IOException {
    hostile.assertFault(
        Fault.HOLE,
        file(
            "{" + entry("a", "U8", "[1]", "[0,1]") + "," + entry("b", "U8", "[1]", "[2,3]") + "}",
            3),
        "tensor \"b\" begins at byte 2 of the data, but the bytes from 1 on belong to no tensor");
  }

  @Test
  void aHoleBeforeTheFirstTensorIsRefused() throws IOException {
    assertThat(hostile.fault(file("{" + entry("a", "U8", "[1]", "[1,2]") + "}", 2)))
        .isEqualTo(Fault.HOLE);
  }

  @Test
  void anOffsetFarOutsideTheFileIsAHole() throws IOException {
    String end = Long.toString(Long.MAX_VALUE);
    assertThat(hostile.fault(header(entry("a", "U8", "[0]", "[" + end + "," + end + "]"))))
        .isEqualTo(Fault.HOLE);
  }

  @Test
  void overlappingTensorsAreRefused() throws IOException {
    hostile.assertFault(
        Fault.OVERLAP,
        file(
            "{" + entry("a", "U8", "[2]", "[0,2]") + "," + entry("b", "U8", "[2]", "[1,3]") + "}",
            3),
        "tensor \"b\" begins at byte 1 of the data, inside the tensor before it, which ends at 2");
  }

  @Test
  void twoTensorsOnTheSameBytesAreRefused() throws IOException {
    String entries = entry("a", "U8", "[2]", "[0,2]") + "," + entry("b", "U8", "[2]", "[0,2]");
    assertThat(hostile.fault(file("{" + entries + "}", 2))).isEqualTo(Fault.OVERLAP);
  }

  @Test
  void anEmptyTensorInsideAnotherIsRefused() throws IOException {
    String entries = entry("a", "U8", "[2]", "[0,2]") + "," + entry("b", "U8", "[0]", "[1,1]");
    assertThat(hostile.fault(file("{" + entries + "}", 2))).isEqualTo(Fault.OVERLAP);
  }

  @Test
  void aTensorThatLeavesAHugeFileIsRefusedWithoutMemoryForIt() throws IOException {
    assertThat(
            hostile.fault(
                header(entry("a", "U8", "[9223372036854775807]", "[0,9223372036854775807]"))))
        .isEqualTo(Fault.TRUNCATED_DATA);
  }

  @Test
  void bytesAfterTheLastTensorAreRefused() throws IOException {
    hostile.assertFault(
        Fault.TRAILING_BYTES,
        file("{" + entry("a", "U8", "[2]", "[0,2]") + "}", 5),
        "3 bytes follow the last tensor");
    assertThat(hostile.fault(file("{}", 1))).isEqualTo(Fault.TRAILING_BYTES);
  }
}
