package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README and docs/ say what is so. */
class DocumentsTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern EXAMPLE =
      Pattern.compile("<!-- example: (\\S+) -->\n```\\w+\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
  private static final Map<String, Class<?>> BLOCKS =
      Map.of(
          "data", DataSpec.class,
          "gpt2", Gpt2Spec.class,
          "optimizer", OptimizerSpec.class,
          "checkpoints", CheckpointsSpec.class,
          "evaluation", EvaluationSpec.class,
          "logging", LoggingSpec.class);

  @Test
  void examplesInTheReadmeAreTheFilesThatATestRuns() throws IOException {
    Matcher example = EXAMPLE.matcher(read("README.md"));
    int count = 0;
    while (example.find()) {
      count++;
      String file = read(example.group(1)).replaceFirst("^// .*\n", "");
      assertThat(example.group(2)).isEqualTo(file);
    }
    assertThat(count).isEqualTo(2);
  }

  @Test
  void linksLeadToFiles() throws IOException {
    for (String document : new String[] {"README.md", "ARCHITECTURE.md"}) {
      Matcher link = LINK.matcher(read(document));
      while (link.find()) {
        assertThat(ROOT.resolve(link.group(1))).exists();
      }
    }
  }

  @Test
  void everySettingIsInTheDslsTable() throws IOException {
    String table = read("docs/dsl.md");
    BLOCKS.forEach(
        (block, builder) ->
            settings(builder)
                .forEach(
                    name ->
                        assertThat(table)
                            .as(block + "." + name)
                            .containsPattern("\\|[^|]*\\b" + name + "\\b")));
  }

  private static Stream<String> settings(Class<?> builder) {
    return Arrays.stream(builder.getMethods())
        .filter(method -> method.getReturnType() == builder)
        .map(Method::getName)
        .distinct();
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }
}
