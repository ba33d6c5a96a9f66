package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.tensor.DType;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StoreRoundTripTest {

  @Property(tries = 100, seed = "3", edgeCases = EdgeCasesMode.NONE)
  void whatIsSavedIsLoaded(
      @ForAll("tensors") List<MemoryTensor> tensors, @ForAll("texts") String text)
      throws IOException {
    Path folder = QuickFolder.create("round-trip");
    try (CheckpointStore store = open(folder.resolve("sft"))) {
      Checkpoint saved =
          store
              .save(
                  new CheckpointContent(
                      7,
                      0.5,
                      Map.of(),
                      false,
                      List.of(
                          new CheckpointFile.Tensors(Contents.MODEL, tensors),
                          new CheckpointFile.Text(Contents.STATE, text)),
                      Optional.empty()))
              .orElseThrow();
      try (CheckpointReader reader = saved.open()) {
        assertThat(reader.faults()).isEmpty();
        assertThat(reader.text(Contents.STATE)).isEqualTo(text);
        assertSame(tensors, reader.tensors(Contents.MODEL));
      }
    } finally {
      new LocalDisk().deleteTree(folder);
    }
  }

  @Provide
  Arbitrary<List<MemoryTensor>> tensors() {
    Arbitrary<String> names = Arbitraries.strings().withCharRange('a', 'z').withChars("._é☃");
    Arbitrary<List<Long>> sizes = Arbitraries.longs().between(0, 5).list().ofMaxSize(4);
    return Combinators.combine(names, Arbitraries.of(DType.class), sizes, Arbitraries.longs())
        .as(StoreRoundTripTest::random)
        .list()
        .ofMaxSize(10)
        .uniqueElements(MemoryTensor::name);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withCharRange(' ', '~').withChars("\n\r\té☃\0");
  }

  private static MemoryTensor random(String name, DType dtype, List<Long> sizes, long seed) {
    Shape shape = new Shape(sizes);
    byte[] bytes = new byte[(int) shape.size() * dtype.byteSize()];
    new Random(seed).nextBytes(bytes);
    return MemoryTensor.of(name, dtype, shape, ByteBuffer.wrap(bytes));
  }

  private static void assertSame(List<MemoryTensor> saved, Map<String, NamedTensor> loaded)
      throws IOException {
    assertThat(new ArrayList<>(loaded.keySet()))
        .containsExactlyInAnyOrderElementsOf(saved.stream().map(MemoryTensor::name).toList());
    for (MemoryTensor tensor : saved) {
      NamedTensor same = Objects.requireNonNull(loaded.get(tensor.name()));
      assertThat(same.dtype()).isEqualTo(tensor.dtype());
      assertThat(same.shape()).isEqualTo(tensor.shape());
      assertThat(bytes(same)).isEqualTo(bytes(tensor));
    }
  }

  private static byte[] bytes(NamedTensor tensor) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.byteSize());
    tensor.read(0, bytes);
    return bytes.array();
  }

  private static CheckpointStore open(Path run) throws IOException {
    return CheckpointStore.open(
        run,
        StoreSettings.keepingAll(),
        event -> {},
        WatchedDisk.unforced(),
        InstantSource.system());
  }
}
