package dev.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.session.Language;
import dev.cairn.kernel.session.NotebookSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the documents say of the kernel is what there is. */
class DocumentsTest {

  private static final Path DOCUMENTS = Path.of("..", "docs");
  private static final Pattern MAGIC = Pattern.compile("%%?[A-Za-z]+");

  @Test
  void theMagicsInTheDocumentsAreThoseThereAre() throws IOException {
    String text = Files.readString(DOCUMENTS.resolve("notebooks.md"));
    Set<String> named =
        MAGIC
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    NotebookSession session = NotebookSession.open(Language.JAVA);
    Set<String> there =
        session.complete("%", 1).matches().stream()
            .map(match -> match.text())
            .collect(Collectors.toCollection(TreeSet::new));
    session.shutdown(false);
    assertThat(named).isEqualTo(there);
  }

  @Test
  void everyOptionOfTheKernelsCommandsIsInTheDocuments() throws IOException {
    String text = Files.readString(DOCUMENTS.resolve("command-line.md"));
    CommandLine kernel = new CommandLine(new KernelCommand());
    assertThat(kernel.getSubcommands()).hasSize(3);
    kernel
        .getSubcommands()
        .forEach(
            (name, command) -> {
              assertThat(text).contains("cairn kernel " + name);
              command
                  .getCommandSpec()
                  .options()
                  .forEach(option -> assertThat(text).contains(option.longestName()));
            });
  }
}
