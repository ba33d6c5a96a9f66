package dev.cairn.cli;

import dev.cairn.display.Ink;
import dev.cairn.display.Units;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn verify}. */
@Command(
    name = "verify",
    description = "Read every byte of checkpoints and compare it with what was saved.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn verify",
      "  cairn verify quickstart",
      "  cairn verify runs/quickstart/checkpoint-300"
    })
final class VerifyCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN|CHECKPOINT",
      arity = "0..1",
      description = "What to verify; without it, all runs.")
  private @Nullable String wanted;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  private record Verified(Checkpoint checkpoint, List<String> faults) {}

  @Override
  public Integer call() throws IOException {
    List<Verified> all = new ArrayList<>();
    for (Checkpoint checkpoint : checkpoints()) {
      Verified verified = new Verified(checkpoint, faults(checkpoint));
      all.add(verified);
      if (!output.json()) {
        print(verified);
      }
    }
    long damaged = all.stream().filter(one -> !one.faults().isEmpty()).count();
    output.out().println(output.json() ? json(all) : summary(all.size(), damaged));
    return damaged == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private List<Checkpoint> checkpoints() throws IOException {
    if (wanted != null) {
      return runs.find(wanted).isPresent()
          ? runs.run(wanted).checkpoints()
          : List.of(runs.checkpoint(wanted));
    }
    List<Checkpoint> all = new ArrayList<>();
    for (RunDirectory run : runs.all()) {
      all.addAll(run.checkpoints());
    }
    return all;
  }

  private static List<String> faults(Checkpoint checkpoint) {
    try (CheckpointReader reader = checkpoint.open()) {
      List<String> faults = reader.faults();
      return faults.isEmpty() ? checkpoint.damage().stream().toList() : faults;
    } catch (dev.cairn.store.DamagedCheckpointException e) {
      return List.of(e.fault());
    } catch (IOException e) {
      return List.of(Failures.words(e));
    }
  }

  private void print(Verified verified) {
    Checkpoint checkpoint = verified.checkpoint();
    if (verified.faults().isEmpty()) {
      output.out().printf("ok       %s (%s)%n", checkpoint.path(), Units.bytes(checkpoint.bytes()));
    }
    for (String fault : verified.faults()) {
      String line = "DAMAGED  " + checkpoint.path() + ": " + fault;
      output.out().println(Ink.RED.paint(line, output.terminal()));
    }
    output.out().flush();
  }

  private static String summary(int count, long damaged) {
    if (count == 0) {
      return "no checkpoints to verify";
    }
    String what = count == 1 ? "1 checkpoint" : count + " checkpoints";
    return damaged == 0
        ? what + " verified, every byte as it was saved"
        : "%s verified, %d damaged; training passes over damaged ones".formatted(what, damaged);
  }

  private static String json(List<Verified> all) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Verified verified : all) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("path", verified.checkpoint().path().toString());
      object.put("step", verified.checkpoint().step());
      object.put("bytes", verified.checkpoint().bytes());
      object.put("valid", verified.faults().isEmpty());
      object.put("faults", verified.faults());
      objects.add(object);
    }
    return Json.format(objects);
  }
}
