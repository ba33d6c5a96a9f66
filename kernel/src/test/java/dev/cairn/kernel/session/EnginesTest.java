package dev.cairn.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.cell.CellOutcome;
import dev.cairn.kernel.cell.Variable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;

class EnginesTest {

  @RepeatedTest(3)
  void aFirstCellThatComesWhileTheCompilerIsWarmedUpHasItsOwnValue() {
    try (Engines engines = new Engines(Language.JAVA, "notebook")) {
      CompletableFuture<Void> warm = CompletableFuture.runAsync(engines::warmUpJava);
      assertThat(engines.run(Language.JAVA, "6 * 7"))
          .isEqualTo(new CellOutcome.Completed(42, List.of()));
      warm.join();
      assertThat(engines.variables()).extracting(Variable::name).isEmpty();
    }
  }
}
