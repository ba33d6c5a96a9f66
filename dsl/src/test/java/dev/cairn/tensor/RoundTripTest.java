package dev.cairn.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoundTripTest {

  @Property(tries = 200, seed = "2", edgeCases = EdgeCasesMode.NONE)
  void whatIsWrittenIsReadBack(@ForAll("tensors") List<MemoryTensor> tensors) throws IOException {
    Path path = Files.createTempFile("round-trip", ".safetensors");
    try {
      Files.write(path, TensorFiles.write(tensors));
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        assertThat(file.tensors()).hasSameSizeAs(tensors);
        tensors.forEach(tensor -> assertSame(tensor, file.tensor(tensor.name())));
        assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
        assertThat(TensorFiles.write(file.tensors().values())).isEqualTo(Files.readAllBytes(path));
      }
    } finally {
      Files.delete(path);
    }
  }

  /** One dtype after the other, with no dimension, with none of its elements, and with many. */
  @Example
  void everyDtypeIsReadBackInEveryKindOfShape() throws IOException {
    List<List<Long>> shapes =
        List.of(List.of(), List.of(0L), List.of(3L, 0L, 2L), List.of(1L), List.of(7L, 1L, 300L));
    List<MemoryTensor> tensors = new ArrayList<>();
    for (DType dtype : DType.values()) {
      for (List<Long> shape : shapes) {
        tensors.add(random(dtype + " " + shape, dtype, shape, tensors.size()));
      }
    }
    whatIsWrittenIsReadBack(tensors);
  }

  @Provide
  Arbitrary<List<MemoryTensor>> tensors() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.strings().withCharRange('a', 'z').withChars("._0123456789"),
            Arbitraries.strings().all().filter(RoundTripTest::isUnicode));
    Arbitrary<List<Long>> sizes = Arbitraries.longs().between(0, 4).list().ofMaxSize(4);
    return Combinators.combine(names, Arbitraries.of(DType.class), sizes, Arbitraries.longs())
        .as(RoundTripTest::random)
        .list()
        .ofMaxSize(12)
        .uniqueElements(MemoryTensor::name);
  }

  private static boolean isUnicode(String name) {
    return name.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
  }

  private static MemoryTensor random(String name, DType dtype, List<Long> sizes, long seed) {
    Shape shape = new Shape(sizes);
    byte[] bytes = new byte[(int) shape.size() * dtype.byteSize()];
    new Random(seed).nextBytes(bytes);
    return MemoryTensor.of(name, dtype, shape, ByteBuffer.wrap(bytes));
  }

  private static void assertSame(NamedTensor written, NamedTensor read) {
    assertThat(read.dtype()).isEqualTo(written.dtype());
    assertThat(read.shape()).isEqualTo(written.shape());
    assertThat(TensorFiles.bytes(read)).isEqualTo(TensorFiles.bytes(written));
  }
}
