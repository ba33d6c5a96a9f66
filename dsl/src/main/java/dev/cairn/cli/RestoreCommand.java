package dev.cairn.cli;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.Trashed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn restore}. */
@Command(
    name = "restore",
    customSynopsis = "cairn restore [-hV] [--debug] [--runs=DIR] [RUN] NAME",
    description = "Bring a checkpoint back from its run's trash.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn restore quickstart checkpoint-300",
      "  cairn restore quickstart/checkpoint-300"
    })
final class RestoreCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "RUN NAME",
      arity = "1..2",
      description =
          "The run, and the name in its trash; the run may be left out where there is only one.")
  private List<String> words = new ArrayList<>();

  @Mixin private RunsFolder runs = new RunsFolder();

  @Override
  public Integer call() throws IOException {
    RunDirectory run = run();
    Trashed trashed = trashed(run, words.get(words.size() - 1));
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (CheckpointStore store = runs.open(run)) {
      Checkpoint restored = store.restore(trashed);
      out.println("restored " + restored.path());
      if (restored.damage().isPresent()) {
        out.println("it is damaged: " + restored.damage().get());
      } else if (restored.latest()) {
        out.println("it is the latest: training goes on from it");
      } else if (!restored.best() && !restored.pinned()) {
        out.println("a later save deletes it again unless a rule keeps it; cairn pin does");
      }
    }
    return ExitCode.DONE;
  }

  private RunDirectory run() throws IOException {
    Path only = Path.of(words.get(0));
    if (words.size() == 2) {
      return runs.run(words.get(0));
    }
    if (only.getParent() != null) {
      return runs.run(only.getParent().toString());
    }
    List<RunDirectory> all = runs.all();
    if (all.size() != 1) {
      throw new NotFoundException(
          "say which run: cairn restore RUN %s; %s holds %d"
              .formatted(only, runs.path(), all.size()));
    }
    return all.get(0);
  }

  private Trashed trashed(RunDirectory run, String wanted) throws IOException {
    String name = String.valueOf(Path.of(wanted).getFileName());
    List<Trashed> all = run.trash();
    return all.stream()
        .filter(trashed -> String.valueOf(trashed.path().getFileName()).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "the trash of %s has no %s; it has %s"
                        .formatted(runs.name(run), name, all.isEmpty() ? "nothing" : names(all))));
  }

  private static String names(List<Trashed> all) {
    return all.stream()
        .map(trashed -> String.valueOf(trashed.path().getFileName()))
        .collect(Collectors.joining(", "));
  }
}
