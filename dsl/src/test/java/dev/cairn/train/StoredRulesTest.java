package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.BestBy;
import dev.cairn.store.DiskCare;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Retention;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.WhenDiskFull;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRulesTest {

  @TempDir Path runs;

  @Test
  void whatIsStoredWithACheckpointIsReadBack() throws IOException {
    StoreSettings settings =
        new StoreSettings(
            new Retention(
                Set.of(
                    new KeepRule.KeepLast(3), new KeepRule.KeepBest(2), new KeepRule.KeepEvery(50)),
                9,
                50_000_000_000L),
            Optional.of(BestBy.of("eval_loss")),
            WhenDiskFull.STOP,
            new DiskCare(10L << 30, Duration.ofHours(36)),
            Optional.empty());
    assertThat(readBack(settings)).contains(settings);
    assertThat(readBack(StoreSettings.keepingAll())).contains(StoreSettings.keepingAll());
  }

  @Test
  void settingsWithoutRulesHoldNone() {
    assertThat(StoredRules.parse(Map.of("optimizer.adamW.lr", 1e-3))).isEmpty();
  }

  private Optional<StoreSettings> readBack(StoreSettings store) throws IOException {
    TrainSettings base = TinyRun.at(runs.resolve("tiny")).settings();
    TrainSettings settings =
        new TrainSettings(
            base.data(),
            base.model(),
            base.frozen(),
            base.optimizer(),
            new CheckpointSettings(Set.of(new SaveTrigger.EverySteps(5)), store, false),
            base.evaluation(),
            base.logEvery(),
            base.device(),
            base.seed());
    return StoredRules.parse(
        HuggingFaceJson.parse(HuggingFaceJson.format(SettingPaths.of(settings, 20))));
  }
}
