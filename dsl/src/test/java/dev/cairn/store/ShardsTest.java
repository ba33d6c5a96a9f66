package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShardsTest {
  private static final String NAME = "model.safetensors";

  @Test
  void oneShardIsOneFileWithoutAnIndex() {
    assertThat(Shards.of(NAME, tensors(2, 3), Set.of(), 5 * Float.BYTES))
        .extracting(CheckpointFile::name)
        .containsExactly(NAME);
  }

  @Test
  void aShardIsClosedBeforeItGrowsOverTheLimitAndTheIndexIsHuggingFaces() {
    List<CheckpointFile> files = Shards.of(NAME, tensors(2, 3, 9, 1), Set.of(), 5 * Float.BYTES);
    assertThat(files)
        .extracting(CheckpointFile::name)
        .containsExactly(
            "model-00001-of-00003.safetensors",
            "model-00002-of-00003.safetensors",
            "model-00003-of-00003.safetensors",
            "model.safetensors.index.json");
    assertThat(((CheckpointFile.Text) files.get(3)).content())
        .isEqualTo(
            """
            {
              "metadata": {
                "total_size": 60
              },
              "weight_map": {
                "t0": "model-00001-of-00003.safetensors",
                "t1": "model-00001-of-00003.safetensors",
                "t2": "model-00002-of-00003.safetensors",
                "t3": "model-00003-of-00003.safetensors"
              }
            }
            """);
  }

  @Test
  void whatDoesNotChangeStandsApart() {
    List<CheckpointFile> files = Shards.of(NAME, tensors(1, 1, 1), Set.of("t1"), 1000);
    assertThat(files).hasSize(3);
    assertThat(names(files.get(0))).containsExactly("t1");
    assertThat(names(files.get(1))).containsExactly("t0", "t2");
  }

  @Property(tries = 300)
  void everyTensorIsInExactlyOneShardAndNoShardIsOverTheLimitUnlessItHoldsOneTensor(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 20) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 40) int limit,
      @ForAll @Size(max = 3) Set<@IntRange(max = 11) Integer> unchanging) {
    List<NamedTensor> tensors = tensors(sizes.stream().mapToInt(i -> i).toArray());
    Set<String> still = unchanging.stream().map(i -> "t" + i).collect(Collectors.toSet());
    List<CheckpointFile.Tensors> shards =
        Shards.of(NAME, tensors, still, (long) limit * Float.BYTES).stream()
            .filter(CheckpointFile.Tensors.class::isInstance)
            .map(CheckpointFile.Tensors.class::cast)
            .toList();
    assertThat(shards.stream().flatMap(shard -> names(shard).stream()))
        .containsExactlyInAnyOrderElementsOf(tensors.stream().map(NamedTensor::name).toList());
    if (shards.size() > 1) {
      assertThat(shards)
          .allSatisfy(
              shard ->
                  assertThat(
                          shard.tensors().size() == 1 || size(shard) <= (long) limit * Float.BYTES)
                      .isTrue())
          .allSatisfy(
              shard ->
                  assertThat(names(shard).stream().map(still::contains).distinct()).hasSize(1));
    }
  }

  private static long size(CheckpointFile.Tensors shard) {
    return shard.tensors().stream().mapToLong(NamedTensor::byteSize).sum();
  }

  private static List<String> names(CheckpointFile file) {
    return ((CheckpointFile.Tensors) file).tensors().stream().map(NamedTensor::name).toList();
  }

  private static List<NamedTensor> tensors(int... sizes) {
    return Stream.iterate(0, i -> i + 1)
        .limit(sizes.length)
        .<NamedTensor>map(
            i -> MemoryTensor.floats("t" + i, Shape.of(sizes[i]), new float[sizes[i]]))
        .toList();
  }
}
