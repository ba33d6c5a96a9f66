package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.data.TextSource;
import dev.cairn.settings.Setting;
import dev.cairn.store.BestBy;
import dev.cairn.store.Direction;
import dev.cairn.store.KeepRule;
import dev.cairn.store.WhenDiskFull;
import dev.cairn.train.SaveTrigger;
import dev.cairn.train.TrainSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingPathTest {

  private static TrainSettings with(String path, String value) {
    RunSpec spec = RunSpec.defaults();
    SettingPath.set(spec, List.of(Setting.onCommandLine(path, value)));
    return spec.build();
  }

  @Test
  void aNumberIsSetByThePathOfItsBlocks() {
    assertThat(with("optimizer.adamW.lr", "3e-4").optimizer().adamW().learningRate())
        .isEqualTo(3e-4);
    assertThat(with("model.gpt2.layers", "6").model()).hasFieldOrPropertyWithValue("layers", 6);
    assertThat(with("seed", "7").seed()).isEqualTo(7);
    assertThat(with("optimizer.cosine.warmup", "12").optimizer().schedule().warmup()).isEqualTo(12);
  }

  @Test
  void severalArgumentsAreSeparatedByCommas() {
    assertThat(with("optimizer.adamW.betas", "0.8, 0.95").optimizer().adamW().beta2())
        .isEqualTo(0.95);
    assertThat(with("checkpoints.saveEvery", "10,minutes").checkpoints().triggers())
        .containsExactly(new SaveTrigger.EveryDuration(Duration.ofMinutes(10)));
  }

  @Test
  void aTextIsTakenAsItIs() {
    assertThat(with("device", "cpu").device()).isEqualTo("cpu");
    assertThat(with("data.text", "a.txt,b").data().source())
        .isEqualTo(new TextSource.Files(List.of(Path.of("a.txt"), Path.of("b"))));
  }

  @Test
  void aChoiceIsSetByItsNameInAnyCase() {
    assertThat(with("checkpoints.whenDiskFull", "stop").checkpoints().store().whenDiskFull())
        .isEqualTo(WhenDiskFull.STOP);
    assertThat(with("checkpoints.bestBy", "quality,HIGHER").checkpoints().store().bestBy())
        .isEqualTo(Optional.of(new BestBy("quality", Direction.HIGHER)));
  }

  @Test
  void aSpanAndASizeAreSetAsPeopleWriteThem() {
    assertThat(with("checkpoints.keepTrash", "7d").checkpoints().store().diskCare().keepTrash())
        .isEqualTo(Duration.ofDays(7));
    assertThat(with("checkpoints.olderThan", "12h").checkpoints().store().retention().rules())
        .containsExactly(new KeepRule.KeepYoung(Duration.ofHours(12)));
    assertThat(with("checkpoints.maxBytes", "50GB").checkpoints().store().retention().maxBytes())
        .isEqualTo(50_000_000_000L);
  }

  @Test
  void aSettingWithoutArgumentsIsSetByTrue() {
    assertThat(with("checkpoints.keepAll", "true").checkpoints().store().retention().rules())
        .containsExactly(new KeepRule.KeepAll());
    assertThat(with("evaluation.full", "true").evaluation().full()).isTrue();
  }

  @Test
  void aValueByPathWinsOverTheDescription() {
    RunSpec spec = new RunSpec().optimizer(o -> o.adamW(a -> a.lr(1).weightDecay(0.3)));
    SettingPath.set(spec, List.of(Setting.onCommandLine("optimizer.adamW.lr", "2")));
    assertThat(spec.build().optimizer().adamW().learningRate()).isEqualTo(2);
    assertThat(spec.build().optimizer().adamW().weightDecay()).isEqualTo(0.3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optimzer.adamW.lr | 1 | optimzer.adamW.lr: there is no setting optimzer; there are",
        "optimizer.adamW.rate | 1 | there is no setting rate; there are betas, epsilon, lr",
        "optimizer.adamW | 1 | optimizer.adamW: adamW is a block; name a setting in it",
        "seed.value | 1 | seed.value: seed is a setting and has none inside",
        "seed | many | seed=many: not a number of the kind it takes (long)",
        "model.gpt2.layers | 1.5 | model.gpt2.layers=1.5: not a number of the kind it takes (int)",
        "optimizer.adamW.betas | 0.9 | optimizer.adamW.betas=0.9: it takes double,double",
        "checkpoints.keepAll | 3 | checkpoints.keepAll=3: it takes true",
        "checkpoints.saveEvery | 1,2,3 | it takes long or long,TimeUnit",
        "checkpoints.whenDiskFull | panic | checkpoints.whenDiskFull=panic: choose from [",
        "checkpoints.keepTrash | 7 | \"7\" is no time span; write it as 7d, 12h or 30m",
        "optimizer.adamW.lr | -1 | adamW: lr(-1.0) must be above 0",
        "'' | 1 | there is no setting",
      })
  void aWrongPathOrValueIsRefusedWithWhatThereIs(String path, String value, String message) {
    assertThatThrownBy(() -> with(path, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
