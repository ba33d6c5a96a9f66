package dev.cairn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TokenSequenceTest {

  private static final TokenSequence COUNTING =
      TokenSequence.of(IntStream.range(100, 110).toArray());

  @Test
  void theLabelsAreTheInputsShiftedByOne() {
    Batch batch = COUNTING.batch(new long[] {2, 0}, 3);

    assertThat(batch.rows()).isEqualTo(2);
    assertThat(batch.columns()).isEqualTo(3);
    assertThat(batch.inputs()).containsExactly(106, 107, 108, 100, 101, 102);
    assertThat(batch.labels()).containsExactly(107, 108, 109, 101, 102, 103);
  }

  @Property
  void theLastWindowEndsWithinTheText(
      @ForAll @IntRange(max = 500) int length, @ForAll @IntRange(min = 1, max = 50) int context) {
    long windows = TokenSequence.of(new int[length]).windows(context);

    assertThat(windows * context).isLessThanOrEqualTo(Math.max(0, length - 1));
    assertThat((windows + 1) * context + 1).isGreaterThan(length);
  }

  @Test
  void aSliceHasWindowsOfItsOwn() {
    TokenSequence slice = COUNTING.slice(4, 9);

    assertThat(slice.length()).isEqualTo(5);
    assertThat(slice.batch(new long[] {1}, 2).labels()).containsExactly(107, 108);
  }

  @Test
  void aSliceDoesNotReachBeyondItsEnd() {
    TokenSequence slice = COUNTING.slice(0, 4);

    assertThatThrownBy(() -> slice.batch(new long[] {1}, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("there is no window 1 among the 1 of context 2");
  }
}
