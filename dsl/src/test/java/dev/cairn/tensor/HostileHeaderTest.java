package dev.cairn.tensor;

import static dev.cairn.tensor.HostileFile.entry;
import static dev.cairn.tensor.HostileFile.header;
import static dev.cairn.tensor.TensorFiles.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.tensor.SafetensorsException.Fault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileHeaderTest {
  private final HostileFile hostile;

  HostileHeaderTest(@TempDir Path folder) {
    hostile = new HostileFile(folder.resolve("model.safetensors"));
  }

  @Test
  void anEmptyFileIsCutShort() throws IOException {
    hostile.assertFault(
        Fault.TRUNCATED_LENGTH, new byte[0], "it has 0 bytes, too few for a header's length");
  }

  @Test
  void aFileOfSevenBytesIsCutShort() throws IOException {
    hostile.assertFault(
        Fault.TRUNCATED_LENGTH, new byte[7], "it has 7 bytes, too few for a header's length");
  }

  @Test
  void aFileThatEndsInItsHeaderIsCutShort() throws IOException {
    byte[] whole = file("{}      ", 0);
    hostile.assertFault(
        Fault.TRUNCATED_HEADER,
        Arrays.copyOf(whole, whole.length - 1),
        "its header claims 8 bytes, but only 7 are there: it is cut short");
  }

  @Test
  void aHeaderOfHundredMillionBytesIsTheLargest() throws IOException {
    hostile.assertFault(
        Fault.TRUNCATED_HEADER,
        length(100_000_000),
        "its header claims 100000000 bytes, but only 0 are there: it is cut short");
    hostile.assertFault(
        Fault.HEADER_TOO_LARGE,
        length(100_000_001),
        "its header claims 100000001 bytes, over the limit of 100000000; is it a safetensors file?");
  }

  @Test
  void aHeaderOverTheLimitIsRefusedEvenIfItIsThere() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(hostile.path().toFile(), "rw")) {
      file.write(length(100_000_008));
      file.setLength(200_000_000);
    }
    assertThat(hostile.open().fault()).isEqualTo(Fault.HEADER_TOO_LARGE);
  }

  @Test
  void aHeaderLengthWithItsHighestBitSetIsNotNegative() throws IOException {
    hostile.assertFault(
        Fault.HEADER_TOO_LARGE,
        length(-1),
        "its header claims 18446744073709551615 bytes, over the limit of 100000000; is it a"
            + " safetensors file?");
  }

  @Test
  void aHeaderOfNoBytesIsNoObject() throws IOException {
    hostile.assertFault(Fault.NOT_AN_OBJECT, file("", 0), "the header does not begin with a brace");
  }

  @Test
  void anArrayIsNoObject() throws IOException {
    hostile.assertFault(
        Fault.NOT_AN_OBJECT, file("[{}]", 0), "the header does not begin with a brace");
  }

  @Test
  void spacesBeforeTheBraceAreRefused() throws IOException {
    hostile.assertFault(
        Fault.NOT_AN_OBJECT, file(" {}", 0), "the header does not begin with a brace");
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    byte[] header =
        ("{" + entry("\u00e9", "U8", "[0]", "[0,0]") + "}").getBytes(StandardCharsets.ISO_8859_1);
    hostile.assertFault(Fault.INVALID_UTF8, file(header, 0), "the header is not UTF-8");
  }

  @Test
  void aNameWithHalfASurrogatePairIsRefused() throws IOException {
    assertThat(hostile.fault(header(entry("\\ud834", "U8", "[0]", "[0,0]"))))
        .isEqualTo(Fault.INVALID_JSON);
    assertThat(hostile.fault(header(entry("\\udd1e", "U8", "[0]", "[0,0]"))))
        .isEqualTo(Fault.INVALID_JSON);
  }

  @Test
  void aHeaderThatIsNotJsonIsRefused() throws IOException {
    assertThat(hostile.fault(file("{\"a\":}", 0))).isEqualTo(Fault.INVALID_JSON);
    assertThat(hostile.fault(file("{\"a\"", 0))).isEqualTo(Fault.INVALID_JSON);
    assertThat(hostile.fault(file("{'a':1}", 0))).isEqualTo(Fault.INVALID_JSON);
    assertThat(hostile.fault(file("{}\0\0\0\0\0\0", 0))).isEqualTo(Fault.INVALID_JSON);
  }

  @Test
  void somethingAfterTheObjectIsRefused() throws IOException {
    hostile.assertFault(
        Fault.INVALID_JSON,
        file("{}{}", 0),
        "the header is not JSON: something follows its object");
  }

  @Test
  void nestingWithoutEndIsRefused() throws IOException {
    assertThat(hostile.fault(header("\"a\":{\"later\":" + "[".repeat(100_000))))
        .isEqualTo(Fault.INVALID_JSON);
  }

  @Test
  void aTensorThatIsThereTwiceIsRefused() throws IOException {
    String entry = entry("a", "U8", "[0]", "[0,0]");
    hostile.assertFault(
        Fault.DUPLICATE_KEY, header(entry + "," + entry), "the key \"a\" is there twice");
  }

  @Test
  void aFieldThatIsThereTwiceIsRefused() throws IOException {
    hostile.assertFault(
        Fault.DUPLICATE_KEY,
        header("\"a\":{\"dtype\":\"U8\",\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]}"),
        "the key \"dtype\" is there twice");
  }

  @Test
  void aKeyOfTheMetadataThatIsThereTwiceIsRefused() throws IOException {
    hostile.assertFault(
        Fault.DUPLICATE_KEY,
        header("\"__metadata__\":{\"format\":\"pt\",\"format\":\"pt\"}"),
        "the key \"format\" is there twice");
  }

  @Test
  void aKeyThatIsThereTwiceInAnUnknownFieldIsRefused() throws IOException {
    hostile.assertFault(
        Fault.DUPLICATE_KEY,
        header("\"a\":{\"later\":[{\"x\":1,\"x\":2}]}"),
        "the key \"x\" is there twice");
  }

  @Test
  void anEntryWithoutOneOfItsFieldsIsRefused() throws IOException {
    hostile.assertFault(
        Fault.MISSING_FIELD,
        header("\"a\":{\"shape\":[0],\"data_offsets\":[0,0]}"),
        "tensor \"a\" has no dtype");
    hostile.assertFault(
        Fault.MISSING_FIELD,
        header("\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,0]}"),
        "tensor \"a\" has no shape");
    hostile.assertFault(
        Fault.MISSING_FIELD,
        header("\"a\":{\"dtype\":\"U8\",\"shape\":[0]}"),
        "tensor \"a\" has no data_offsets");
  }

  @Test
  void aFieldOfAnotherTypeIsRefused() throws IOException {
    hostile.assertFault(
        Fault.WRONG_TYPE, header("\"a\":1"), "tensor \"a\" has an entry that is not an object");
    hostile.assertFault(
        Fault.WRONG_TYPE,
        header("\"a\":{\"dtype\":8}"),
        "tensor \"a\" has a dtype that is not a string");
    hostile.assertFault(
        Fault.WRONG_TYPE,
        header("\"a\":{\"shape\":null}"),
        "tensor \"a\" has a shape that is not an array");
    hostile.assertFault(
        Fault.WRONG_TYPE,
        header(entry("a", "U8", "[1.0]", "[0,1]")),
        "tensor \"a\" has a shape that holds something else than integers");
    hostile.assertFault(
        Fault.WRONG_TYPE,
        header(entry("a", "U8", "[0]", "[0,\"0\"]")),
        "tensor \"a\" has a data_offsets that holds something else than integers");
  }

  @Test
  void offsetsAreTwo() throws IOException {
    hostile.assertFault(
        Fault.WRONG_TYPE,
        header(entry("a", "U8", "[0]", "[0]")),
        "tensor \"a\" has 1 numbers in data_offsets, not 2");
    hostile.assertFault(
        Fault.WRONG_TYPE,
        header(entry("a", "U8", "[0]", "[0,0,0]")),
        "tensor \"a\" has 3 numbers in data_offsets, not 2");
  }

  @Test
  void metadataOtherThanStringsIsRefused() throws IOException {
    String message = "__metadata__ is not an object of strings";
    hostile.assertFault(
        Fault.METADATA_NOT_STRINGS, header("\"__metadata__\":{\"step\":1}"), message);
    hostile.assertFault(
        Fault.METADATA_NOT_STRINGS, header("\"__metadata__\":{\"step\":null}"), message);
    hostile.assertFault(
        Fault.METADATA_NOT_STRINGS, header("\"__metadata__\":{\"step\":{}}"), message);
    hostile.assertFault(Fault.METADATA_NOT_STRINGS, header("\"__metadata__\":\"pt\""), message);
  }

  @Test
  void aLongNameWithLineBreaksStaysOnOneShortLine() throws IOException {
    String name = "\\n\u0085\u2028".repeat(1000);
    SafetensorsException exception = hostile.open(header(entry(name, "F128", "[0]", "[0,0]")));
    assertThat(exception.getMessage()).hasLineCount(1).hasSizeLessThan(600);
  }

  @Test
  void aNameThatIsNotThereSaysWhichFile() {
    Path absent = hostile.path().resolveSibling("absent.safetensors");
    assertThatThrownBy(() -> SafetensorsFile.open(absent))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("absent.safetensors");
  }

  private static byte[] length(long length) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
  }
}
