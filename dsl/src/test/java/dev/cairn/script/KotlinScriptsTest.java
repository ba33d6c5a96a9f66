package dev.cairn.script;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KotlinScriptsTest {

  @TempDir private Path temporary;

  @Test
  void aScriptThatDoesNotCompileShowsItsOwnLine() throws IOException {
    Path script =
        Files.writeString(
            temporary.resolve("typo.cairn.kts"),
            "data { javaSources() }\n\ncheckpoints { savEvery(100) }\n");
    assertThatThrownBy(() -> new KotlinScripts(temporary.resolve("cache")).run(script, "typo"))
        .isInstanceOf(ScriptException.class)
        .hasMessage(
            script
                + ":3:15: Unresolved reference 'savEvery'.\n"
                + "  checkpoints { savEvery(100) }\n"
                + "                ^");
  }
}
