package dev.cairn.cli;

import dev.cairn.display.CheckpointTable;
import dev.cairn.display.RunTable;
import dev.cairn.display.Units;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.DiskUsage;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn ls}. */
@Command(
    name = "ls",
    description = "List runs, or the checkpoints of a run.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn ls",
      "  cairn ls quickstart",
      "  cairn ls --json | jq '.[] | select(.best)'"
    })
final class LsCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "A run; without one, all runs.")
  private @Nullable String run;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    List<RunDirectory> listed = run == null ? runs.all() : List.of(runs.run(run));
    output.out().print(output.json() ? json(listed) : text(listed));
    return ExitCode.DONE;
  }

  private String json(List<RunDirectory> listed) throws IOException {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    for (RunDirectory directory : listed) {
      Map<String, Long> onDisk = onDisk(directory);
      for (Checkpoint checkpoint : directory.checkpoints()) {
        Map<String, @Nullable Object> object = Json.checkpoint(runs.name(directory), checkpoint);
        object.put("bytes_on_disk", onDisk.getOrDefault(checkpoint.name(), checkpoint.bytes()));
        objects.add(object);
      }
    }
    return Json.format(objects) + "\n";
  }

  private static String compressed(RunDirectory directory) throws IOException {
    return directory.compressed().stream()
        .map(one -> "%s is compressed, %s%n".formatted(one.name(), Units.bytes(one.bytes())))
        .collect(Collectors.joining());
  }

  private static Map<String, Long> onDisk(RunDirectory directory) throws IOException {
    return directory.usage().parts().stream()
        .collect(Collectors.toMap(DiskUsage.Part::name, DiskUsage.Part::bytes));
  }

  private String text(List<RunDirectory> listed) throws IOException {
    if (run != null) {
      return CheckpointTable.of(listed.get(0)).text(output.terminal()) + compressed(listed.get(0));
    }
    if (listed.isEmpty()) {
      return "no runs in " + runs.path() + "\n";
    }
    return RunTable.of(listed, runs::name).render(output.terminal());
  }
}
