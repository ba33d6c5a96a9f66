package dev.cairn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchOrderTest {

  @Property(tries = 200)
  void anEpochVisitsNoWindowTwice(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3000) int windows,
      @ForAll @IntRange(min = 1, max = 50) int batch) {
    var order = new BatchOrder(seed, Math.max(windows, batch), batch);

    long[] visited = epoch(order, 0);

    assertThat(visited).doesNotHaveDuplicates().hasSize(batch * (int) order.batchesPerEpoch());
  }

  @Test
  void anEpochThatBatchesDivideVisitsEveryWindow() {
    assertThat(epoch(new BatchOrder(1, 120, 12), 3))
        .containsExactlyInAnyOrder(LongStream.range(0, 120).toArray());
  }

  @Test
  void aBatchReachedDirectlyIsTheBatchReachedInTurn() {
    var inTurn = new BatchOrder(7, 1000, 12);
    LongStream.range(0, 500).forEach(inTurn::windows);

    assertThat(new BatchOrder(7, 1000, 12).windows(500)).isEqualTo(inTurn.windows(500));
  }

  @Test
  void theOrderOfASeedNeverChanges() {
    assertThat(new BatchOrder(42, 1000, 4).windows(3)).containsExactly(192, 572, 911, 68);
  }

  @Test
  void aBatchFarAwayIsReachedAtOnce() {
    assertThat(new BatchOrder(7, 55_000, 12).windows(Long.MAX_VALUE / 2)).hasSize(12);
  }

  @Test
  void eachEpochHasAnOrderOfItsOwn() {
    var order = new BatchOrder(1, 120, 12);

    assertThat(epoch(order, 0)).isNotEqualTo(epoch(order, 1));
  }

  @Test
  void eachSeedHasAnOrderOfItsOwn() {
    assertThat(epoch(new BatchOrder(1, 120, 12), 0))
        .isNotEqualTo(epoch(new BatchOrder(2, 120, 12), 0));
  }

  @Test
  void theEndOfAnEpochThatFillsNoBatchIsLeftOut() {
    var order = new BatchOrder(1, 35, 12);

    assertThat(order.batchesPerEpoch()).isEqualTo(2);
    assertThat(order.epoch(3)).isEqualTo(1.5, within(1e-12));
  }

  @Test
  void aBatchLargerThanTheTextIsFilledByRepeating() {
    long[] windows = new BatchOrder(1, 5, 12).windows(0);

    assertThat(windows).hasSize(12).contains(0, 1, 2, 3, 4);
    assertThat(windows[5]).isEqualTo(windows[0]);
  }

  @Test
  void aTextWithoutAWindowHasNoOrder() {
    assertThatThrownBy(() -> new BatchOrder(1, 0, 12)).hasMessageContaining("at least one window");
  }

  @Test
  void aNegativeBatchIsRefused() {
    var order = new BatchOrder(1, 5, 1);

    assertThatThrownBy(() -> order.windows(-1)).hasMessageContaining("from 0, not from -1");
  }

  private static long[] epoch(BatchOrder order, long epoch) {
    long perEpoch = order.batchesPerEpoch();
    return LongStream.range(epoch * perEpoch, (epoch + 1) * perEpoch)
        .mapToObj(order::windows)
        .flatMapToLong(LongStream::of)
        .toArray();
  }
}
