package dev.cairn.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelSettingsTest {

  @Test
  void withoutAWordACellMayPrintTenMillionCharacters() {
    assertThat(KernelSettings.from(Map.of()).outputLimit()).isEqualTo(10_000_000);
  }

  @Test
  void theEnvironmentDecides() {
    KernelSettings settings =
        KernelSettings.from(
            Map.of(
                "CAIRN_KERNEL_OUTPUT_LIMIT", "5_000",
                "XDG_STATE_HOME", "/state",
                "JPY_PARENT_PID", "12"));
    assertThat(settings.outputLimit()).isEqualTo(5_000);
    assertThat(settings.history()).isEqualTo(Path.of("/state/cairn/history.jsonl"));
    assertThat(settings.parent()).contains(12L);
  }

  @Test
  void aParentThatIsNoProcessIsNotWatched() {
    assertThat(KernelSettings.from(Map.of("JPY_PARENT_PID", "0")).parent()).isEmpty();
    assertThat(KernelSettings.from(Map.of("JPY_PARENT_PID", "x")).parent()).isEmpty();
  }

  @Test
  void aLimitThatIsNoNumberIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelSettings.from(Map.of("CAIRN_KERNEL_OUTPUT_LIMIT", "10 MB")))
        .withMessageContaining("CAIRN_KERNEL_OUTPUT_LIMIT is '10 MB'");
  }
}
