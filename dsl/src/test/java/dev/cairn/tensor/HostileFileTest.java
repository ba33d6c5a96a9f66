package dev.cairn.tensor;

import static dev.cairn.tensor.TensorFiles.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.tensor.SafetensorsException.Fault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileFileTest {
  @TempDir Path folder;

  @Test
  void anEmptyFileIsCutShort() throws IOException {
    assertFault(
        Fault.TRUNCATED_LENGTH, new byte[0], "it has 0 bytes, too few for a header's length");
  }

  @Test
  void aFileOfSevenBytesIsCutShort() throws IOException {
    assertFault(
        Fault.TRUNCATED_LENGTH, new byte[7], "it has 7 bytes, too few for a header's length");
  }

  @Test
  void aFileThatEndsInItsHeaderIsCutShort() throws IOException {
    byte[] whole = file("{}      ", 0);
    assertFault(
        Fault.TRUNCATED_HEADER,
        Arrays.copyOf(whole, whole.length - 1),
        "its header claims 8 bytes, but only 7 are there: it is cut short");
  }

  @Test
  void aFileThatEndsInItsDataNamesTheTensorThatIsCut() throws IOException {
    assertFault(
        Fault.TRUNCATED_DATA,
        file(
            "{" + entry("a", "U8", "[4]", "[0,4]") + "," + entry("b", "U8", "[4]", "[4,8]") + "}",
            7),
        "tensor \"b\" ends at byte 8 of the data, the file at byte 7: it is cut short");
  }

  @Test
  void aHeaderOfHundredMillionBytesIsTheLargest() throws IOException {
    assertFault(
        Fault.TRUNCATED_HEADER,
        length(100_000_000),
        "its header claims 100000000 bytes, but only 0 are there: it is cut short");
    assertFault(
        Fault.HEADER_TOO_LARGE,
        length(100_000_001),
        "its header claims 100000001 bytes, over the limit of 100000000; is it a safetensors file?");
  }

  @Test
  void aHeaderOverTheLimitIsRefusedEvenIfItIsThere() throws IOException {
    Path path = folder.resolve("model.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(length(100_000_008));
      file.setLength(200_000_000);
    }
    assertThat(fault(path)).isEqualTo(Fault.HEADER_TOO_LARGE);
  }

  @Test
  void aHeaderLengthWithItsHighestBitSetIsNotNegative() throws IOException {
    assertFault(
        Fault.HEADER_TOO_LARGE,
        length(-1),
        "its header claims 18446744073709551615 bytes, over the limit of 100000000; is it a"
            + " safetensors file?");
  }

  @Test
  void aHeaderOfNoBytesIsNoObject() throws IOException {
    assertFault(Fault.NOT_AN_OBJECT, file("", 0), "the header does not begin with a brace");
  }

  @Test
  void anArrayIsNoObject() throws IOException {
    assertFault(Fault.NOT_AN_OBJECT, file("[{}]", 0), "the header does not begin with a brace");
  }

  @Test
  void spacesBeforeTheBraceAreRefused() throws IOException {
    assertFault(Fault.NOT_AN_OBJECT, file(" {}", 0), "the header does not begin with a brace");
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    byte[] header =
        ("{" + entry("\u00e9", "U8", "[0]", "[0,0]") + "}").getBytes(StandardCharsets.ISO_8859_1);
    assertFault(Fault.INVALID_UTF8, file(header, 0), "the header is not UTF-8");
  }

  @Test
  void aNameWithHalfASurrogatePairIsRefused() throws IOException {
    assertThat(fault(header(entry("\\ud834", "U8", "[0]", "[0,0]")))).isEqualTo(Fault.INVALID_JSON);
    assertThat(fault(header(entry("\\udd1e", "U8", "[0]", "[0,0]")))).isEqualTo(Fault.INVALID_JSON);
  }

  @Test
  void aHeaderThatIsNotJsonIsRefused() throws IOException {
    assertThat(fault(file("{\"a\":}", 0))).isEqualTo(Fault.INVALID_JSON);
    assertThat(fault(file("{\"a\"", 0))).isEqualTo(Fault.INVALID_JSON);
    assertThat(fault(file("{'a':1}", 0))).isEqualTo(Fault.INVALID_JSON);
    assertThat(fault(file("{}\0\0\0\0\0\0", 0))).isEqualTo(Fault.INVALID_JSON);
  }

  @Test
  void somethingAfterTheObjectIsRefused() throws IOException {
    assertFault(
        Fault.INVALID_JSON,
        file("{}{}", 0),
        "the header is not JSON: something follows its object");
  }

  @Test
  void nestingWithoutEndIsRefused() throws IOException {
    assertThat(fault(header("\"a\":{\"later\":" + "[".repeat(100_000))))
        .isEqualTo(Fault.INVALID_JSON);
  }

  @Test
  void aTensorThatIsThereTwiceIsRefused() throws IOException {
    String entry = entry("a", "U8", "[0]", "[0,0]");
    assertFault(Fault.DUPLICATE_KEY, header(entry + "," + entry), "the key \"a\" is there twice");
  }

  @Test
  void aFieldThatIsThereTwiceIsRefused() throws IOException {
    assertFault(
        Fault.DUPLICATE_KEY,
        header("\"a\":{\"dtype\":\"U8\",\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]}"),
        "the key \"dtype\" is there twice");
  }

  @Test
  void aKeyOfTheMetadataThatIsThereTwiceIsRefused() throws IOException {
    assertFault(
        Fault.DUPLICATE_KEY,
        header("\"__metadata__\":{\"format\":\"pt\",\"format\":\"pt\"}"),
        "the key \"format\" is there twice");
  }

  @Test
  void aKeyThatIsThereTwiceInAnUnknownFieldIsRefused() throws IOException {
    assertFault(
        Fault.DUPLICATE_KEY,
        header("\"a\":{\"later\":[{\"x\":1,\"x\":2}]}"),
        "the key \"x\" is there twice");
  }

  @Test
  void anEntryWithoutOneOfItsFieldsIsRefused() throws IOException {
    assertFault(
        Fault.MISSING_FIELD,
        header("\"a\":{\"shape\":[0],\"data_offsets\":[0,0]}"),
        "tensor \"a\" has no dtype");
    assertFault(
        Fault.MISSING_FIELD,
        header("\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,0]}"),
        "tensor \"a\" has no shape");
    assertFault(
        Fault.MISSING_FIELD,
        header("\"a\":{\"dtype\":\"U8\",\"shape\":[0]}"),
        "tensor \"a\" has no data_offsets");
  }

  @Test
  void aFieldOfAnotherTypeIsRefused() throws IOException {
    assertFault(
        Fault.WRONG_TYPE, header("\"a\":1"), "tensor \"a\" has an entry that is not an object");
    assertFault(
        Fault.WRONG_TYPE,
        header("\"a\":{\"dtype\":8}"),
        "tensor \"a\" has a dtype that is not a string");
    assertFault(
        Fault.WRONG_TYPE,
        header("\"a\":{\"shape\":null}"),
        "tensor \"a\" has a shape that is not an array");
    assertFault(
        Fault.WRONG_TYPE,
        header(entry("a", "U8", "[1.0]", "[0,1]")),
        "tensor \"a\" has a shape that holds something else than integers");
    assertFault(
        Fault.WRONG_TYPE,
        header(entry("a", "U8", "[0]", "[0,\"0\"]")),
        "tensor \"a\" has a data_offsets that holds something else than integers");
  }

  @Test
  void offsetsAreTwo() throws IOException {
    assertFault(
        Fault.WRONG_TYPE,
        header(entry("a", "U8", "[0]", "[0]")),
        "tensor \"a\" has 1 numbers in data_offsets, not 2");
    assertFault(
        Fault.WRONG_TYPE,
        header(entry("a", "U8", "[0]", "[0,0,0]")),
        "tensor \"a\" has 3 numbers in data_offsets, not 2");
  }

  @Test
  void metadataOtherThanStringsIsRefused() throws IOException {
    String message = "__metadata__ is not an object of strings";
    assertFault(Fault.METADATA_NOT_STRINGS, header("\"__metadata__\":{\"step\":1}"), message);
    assertFault(Fault.METADATA_NOT_STRINGS, header("\"__metadata__\":{\"step\":null}"), message);
    assertFault(Fault.METADATA_NOT_STRINGS, header("\"__metadata__\":{\"step\":{}}"), message);
    assertFault(Fault.METADATA_NOT_STRINGS, header("\"__metadata__\":\"pt\""), message);
  }

  @Test
  void anUnknownDtypeIsRefused() throws IOException {
    assertFault(
        Fault.UNKNOWN_DTYPE,
        header(entry("a", "F128", "[0]", "[0,0]")),
        "tensor \"a\" has the unknown dtype \"F128\"");
    assertThat(fault(header(entry("a", "f32", "[0]", "[0,0]")))).isEqualTo(Fault.UNKNOWN_DTYPE);
  }

  @Test
  void aNegativeSizeInAShapeIsRefused() throws IOException {
    assertFault(
        Fault.NEGATIVE_SHAPE,
        header(entry("a", "U8", "[-1,-1]", "[0,1]")),
        "tensor \"a\" has the negative number -1 in its shape");
  }

  @Test
  void aShapeThatOverflowsIsRefused() throws IOException {
    assertFault(
        Fault.SHAPE_OVERFLOW,
        header(entry("a", "U8", "[4294967296,4294967296]", "[0,0]")),
        "tensor \"a\" has a shape of more elements than a long counts");
    assertFault(
        Fault.SHAPE_OVERFLOW,
        header(entry("a", "F32", "[4611686018427387904]", "[0,0]")),
        "tensor \"a\" has a shape of more bytes than a long counts");
    assertFault(
        Fault.SHAPE_OVERFLOW,
        header(entry("a", "U8", "[9223372036854775808]", "[0,0]")),
        "tensor \"a\" has the huge number 9223372036854775808 in its shape");
  }

  @Test
  void aNegativeOffsetIsRefused() throws IOException {
    assertFault(
        Fault.NEGATIVE_OFFSET,
        header(entry("a", "U8", "[1]", "[-1,0]")),
        "tensor \"a\" has the negative number -1 in its data_offsets");
  }

  @Test
  void anOffsetThatOverflowsIsRefused() throws IOException {
    assertFault(
        Fault.OFFSET_OVERFLOW,
        header(entry("a", "U8", "[0]", "[0,18446744073709551616]")),
        "tensor \"a\" has the huge number 18446744073709551616 in its data_offsets");
  }

  @Test
  void reversedOffsetsAreRefused() throws IOException {
    assertFault(
        Fault.REVERSED_OFFSETS,
        header(entry("a", "U8", "[1]", "[1,0]")),
        "tensor \"a\" ends before it begins: [1, 0]");
  }

  @Test
  void offsetsThatDisagreeWithTheShapeAreRefused() throws IOException {
    assertFault(
        Fault.SIZE_MISMATCH,
        header(entry("a", "F32", "[2,3]", "[0,23]")),
        "tensor \"a\" needs 24 bytes for F32 [2, 3], but its offsets [0, 23] span 23");
    assertThat(fault(header(entry("a", "F32", "[]", "[0,0]")))).isEqualTo(Fault.SIZE_MISMATCH);
    assertThat(fault(header(entry("a", "F32", "[0]", "[0,4]")))).isEqualTo(Fault.SIZE_MISMATCH);
  }

  @Test
  void aHoleBetweenTensorsIsRefused() throws IOException {
    assertFault(
        Fault.HOLE,
        file(
            "{" + entry("a", "U8", "[1]", "[0,1]") + "," + entry("b", "U8", "[1]", "[2,3]") + "}",
            3),
        "tensor \"b\" begins at byte 2 of the data, but the bytes from 1 on belong to no tensor");
  }

  @Test
  void aHoleBeforeTheFirstTensorIsRefused() throws IOException {
    assertThat(fault(file("{" + entry("a", "U8", "[1]", "[1,2]") + "}", 2))).isEqualTo(Fault.HOLE);
  }

  @Test
  void anOffsetFarOutsideTheFileIsAHole() throws IOException {
    String end = Long.toString(Long.MAX_VALUE);
    assertThat(fault(header(entry("a", "U8", "[0]", "[" + end + "," + end + "]"))))
        .isEqualTo(Fault.HOLE);
  }

  @Test
  void overlappingTensorsAreRefused() throws IOException {
    assertFault(
        Fault.OVERLAP,
        file(
            "{" + entry("a", "U8", "[2]", "[0,2]") + "," + entry("b", "U8", "[2]", "[1,3]") + "}",
            3),
        "tensor \"b\" begins at byte 1 of the data, inside the tensor before it, which ends at 2");
  }

  @Test
  void twoTensorsOnTheSameBytesAreRefused() throws IOException {
    String entries = entry("a", "U8", "[2]", "[0,2]") + "," + entry("b", "U8", "[2]", "[0,2]");
    assertThat(fault(file("{" + entries + "}", 2))).isEqualTo(Fault.OVERLAP);
  }

  @Test
  void anEmptyTensorInsideAnotherIsRefused() throws IOException {
    String entries = entry("a", "U8", "[2]", "[0,2]") + "," + entry("b", "U8", "[0]", "[1,1]");
    assertThat(fault(file("{" + entries + "}", 2))).isEqualTo(Fault.OVERLAP);
  }

  @Test
  void aTensorThatLeavesAHugeFileIsRefusedWithoutMemoryForIt() throws IOException {
    assertThat(fault(header(entry("a", "U8", "[9223372036854775807]", "[0,9223372036854775807]"))))
        .isEqualTo(Fault.TRUNCATED_DATA);
  }

  @Test
  void bytesAfterTheLastTensorAreRefused() throws IOException {
    assertFault(
        Fault.TRAILING_BYTES,
        file("{" + entry("a", "U8", "[2]", "[0,2]") + "}", 5),
        "3 bytes follow the last tensor");
    assertThat(fault(file("{}", 1))).isEqualTo(Fault.TRAILING_BYTES);
  }

  @Test
  void aLongNameWithLineBreaksStaysOnOneShortLine() throws IOException {
    String name = "\\n\u0085\u2028".repeat(1000);
    SafetensorsException exception = open(header(entry(name, "F128", "[0]", "[0,0]")));
    assertThat(exception.getMessage()).hasLineCount(1).hasSizeLessThan(600);
  }

  @Test
  void aNameThatIsNotThereSaysWhichFile() {
    Path absent = folder.resolve("absent.safetensors");
    assertThatThrownBy(() -> SafetensorsFile.open(absent))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("absent.safetensors");
  }

  private static String entry(String name, String dtype, String shape, String offsets) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}"
        .formatted(name, dtype, shape, offsets);
  }

  /** A file of these entries, without data. */
  private static byte[] header(String entries) {
    return file("{" + entries + "}", 0);
  }

  private static byte[] length(long length) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
  }

  private void assertFault(Fault fault, byte[] bytes, String message) throws IOException {
    SafetensorsException exception = open(bytes);
    assertThat(exception).hasMessage(folder.resolve("model.safetensors") + ": " + message);
    assertThat(exception.fault()).isEqualTo(fault);
  }

  private Fault fault(byte[] bytes) throws IOException {
    return open(bytes).fault();
  }

  private SafetensorsException open(byte[] bytes) throws IOException {
    return open(Files.write(folder.resolve("model.safetensors"), bytes));
  }

  private static Fault fault(Path path) {
    return open(path).fault();
  }

  private static SafetensorsException open(Path path) {
    return catchThrowableOfType(SafetensorsException.class, () -> SafetensorsFile.open(path));
  }
}
