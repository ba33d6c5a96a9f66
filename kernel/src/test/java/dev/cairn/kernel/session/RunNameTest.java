package dev.cairn.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunNameTest {

  @ParameterizedTest
  @CsvSource({
    "/home/me/01-quickstart.ipynb, 01-quickstart",
    "my first try (2).ipynb, my-first-try-2-",
    "'', notebook",
    "日本.ipynb, notebook",
  })
  void aRunIsCalledAsTheNotebooksFile(String path, String name) {
    assertThat(RunName.of(Map.of("JPY_SESSION_NAME", path))).isEqualTo(name);
  }
}
