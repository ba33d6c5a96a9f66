package dev.cairn.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EvaluationSampleTest {

  @Test
  void aSampleHasFullBatchesOfDistinctWindows() {
    List<long[]> sample = EvaluationSample.of(1000, 12, 5, 1);

    assertThat(sample).hasSize(5).allSatisfy(batch -> assertThat(batch).hasSize(12));
    assertThat(flat(sample)).doesNotHaveDuplicates().allMatch(window -> window < 1000);
  }

  @Test
  void aSampleIsTheSameEachTime() {
    assertThat(flat(EvaluationSample.of(1000, 12, 5, 1)))
        .isEqualTo(flat(EvaluationSample.of(1000, 12, 5, 1)));
  }

  @Test
  void aSampleIsDrawnFromAllOverTheText() {
    assertThat(flat(EvaluationSample.of(1000, 12, 5, 1)))
        .anyMatch(window -> window < 250)
        .anyMatch(window -> window >= 750);
  }

  @Test
  void aSampleOfATextThatIsTooShortIsAllOfIt() {
    assertThat(flat(EvaluationSample.of(30, 12, 5, 1)))
        .isEqualTo(LongStream.range(0, 30).boxed().toList());
  }

  @Test
  void theFullTextEndsInASmallerBatch() {
    List<long[]> full = EvaluationSample.full(30, 12);

    assertThat(full).extracting(batch -> batch.length).containsExactly(12, 12, 6);
    assertThat(flat(full)).isEqualTo(LongStream.range(0, 30).boxed().toList());
  }

  private static List<Long> flat(List<long[]> batches) {
    return batches.stream().flatMapToLong(LongStream::of).boxed().toList();
  }
}
