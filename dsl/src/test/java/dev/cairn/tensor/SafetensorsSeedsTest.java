package dev.cairn.tensor;

import static dev.cairn.tensor.HostileFile.entry;
import static dev.cairn.tensor.HostileFile.header;
import static dev.cairn.tensor.TensorFiles.file;
import static dev.cairn.tensor.TensorFiles.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The seeds of {@link SafetensorsFuzzTest}, each with something that a reader may stumble over. */
class SafetensorsSeedsTest {

  @Test
  void theSeedsAreKeptAsTheyAreMade() throws IOException {
    var folder = SeedFiles.folder(SafetensorsFuzzTest.class, "anyFileIsReadOrRefused");
    SeedFiles.assertKept(folder, valid());
    SeedFiles.assertKept(folder, ofOtherBytes());
    SeedFiles.assertKept(folder, ofOtherOffsets());
  }

  private static Map<String, byte[]> valid() {
    return Map.of(
        "no-tensors", TensorFiles.write(),
        "some-tensors", someTensors(),
        "metadata", file("{\"__metadata__\":{\"format\":\"pt\"}}", 0),
        "unknown-member",
            file(
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],"
                    + "\"more\":[{\"x\":1e9}]}}  ",
                1));
  }

  private static Map<String, byte[]> ofOtherBytes() {
    byte[] some = someTensors();
    String latin = "{" + entry("\u00e9", "U8", "[0]", "[0,0]") + "}";
    return Map.of(
        "cut-in-length", Arrays.copyOf(some, 7),
        "cut-in-header", Arrays.copyOf(some, 40),
        "cut-in-data", Arrays.copyOf(some, some.length - 1),
        "longer-than-its-tensors", Arrays.copyOf(some, some.length + 1),
        "length-of-all-ones", length((byte) 0xff),
        "length-over-the-limit", length((byte) 0x06),
        "not-utf8", file(latin.getBytes(StandardCharsets.ISO_8859_1), 0),
        "nested-deeply", file("{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}", 0));
  }

  private static Map<String, byte[]> ofOtherOffsets() {
    return Map.of(
        "hole", header(entry("a", "U8", "[1]", "[1,2]")),
        "overlap",
            header(entry("a", "U8", "[2]", "[0,2]") + "," + entry("b", "U8", "[2]", "[1,3]")),
        "same-name-twice",
            header(entry("a", "U8", "[0]", "[0,0]") + "," + entry("a", "U8", "[0]", "[0,0]")),
        "shape-overflows", header(entry("a", "F32", "[4294967296,4294967296]", "[0,0]")),
        "offset-overflows", header(entry("a", "U8", "[1]", "[18446744073709551615,0]")),
        "negative-shape", header(entry("a", "U8", "[-1]", "[0,0]")),
        "unknown-dtype", header(entry("a", "F33", "[0]", "[0,0]")));
  }

  private static byte[] someTensors() {
    return TensorFiles.write(
        MemoryTensor.floats("wte.weight", Shape.of(2, 3), 0, 1, 2, 3, 4, 5),
        tensor("quote \" \u001f", DType.BF16, Shape.of(2), 1, 2, 3, 4),
        tensor("empty", DType.I64, Shape.of(0, 4)));
  }

  private static byte[] length(byte each) {
    byte[] length = new byte[Long.BYTES];
    Arrays.fill(length, 0, each == -1 ? Long.BYTES : 4, each);
    return length;
  }
}
