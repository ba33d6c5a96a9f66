package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that has Cairn as a library, in a process and a directory of its own. */
class ProgramWithoutCommandLineTest {

  @TempDir Path folder;

  @Test
  void itHasTheSettingsFileOfItsDirectoryAndTheEnvironment() throws Exception {
    Files.writeString(folder.resolve("text.txt"), "int i = 0; i < n; i++ { }\n".repeat(20));
    Files.writeString(
        folder.resolve("cairn.toml"),
        """
        data = { text = "text.txt", batch = 2, context = 8 }
        model.gpt2 = { layers = 1, heads = 2, width = 16 }
        optimizer.adamW.lr = 0.25
        logging.every = 5
        seed = 5
        [checkpoint]
        save_dir = "theirs"
        """);
    String output =
        run(
            Map.of(
                "CAIRN_OPTIMIZER_ADAMW_LR", "0.125",
                "CAIRN_LOGGING_EVERY", "6",
                "CAIRN_SEDE", "9"));
    assertThat(output)
        .contains("CAIRN_SEDE names no setting and changes nothing; did you mean CAIRN_SEED?");
    assertThat(folder.resolve("theirs/tiny/checkpoint-1/training_args.json"))
        .content()
        .contains("\"seed\": 5")
        .contains("\"optimizer.adamW.lr\": 0.125")
        .contains("\"logging.every\": 7");
  }

  private String run(Map<String, String> variables) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Training.class.getName());
    builder.environment().putAll(variables);
    Process process = builder.directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  /** Trains one step of what lies below its script. */
  static final class Training {

    private Training() {}

    public static void main(String[] arguments) {
      Cairn.run("tiny", r -> r.logging(l -> l.every(7))).train(1);
    }
  }
}
