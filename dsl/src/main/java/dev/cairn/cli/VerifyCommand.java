package dev.cairn.cli;

import dev.cairn.display.Ink;
import dev.cairn.display.Units;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.FileFault;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.Verification;
import dev.cairn.store.Verified;
import dev.cairn.store.VerifyDepth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn verify}. */
@Command(
    name = "verify",
    description = "Read every byte of checkpoints and compare it with what was saved.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn verify",
      "  cairn verify quickstart --full",
      "  cairn verify runs/quickstart/checkpoint-300",
      "  cairn verify quickstart --repair"
    })
final class VerifyCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN|CHECKPOINT",
      arity = "0..1",
      description = "What to verify; without it, all runs.")
  private @Nullable String wanted;

  @Option(
      names = "--repair",
      description = {
        "Put damaged files back from the run's backup, its other checkpoints or its trash;",
        "what was damaged moves to the trash."
      })
  private boolean repair;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "With --repair: another directory with copies, laid out as a run.")
  private @Nullable Path from;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  @Option(
      names = "--full",
      description = "Compare the SHA-256 of whole files too, not only the CRC32C of tensors.")
  private boolean full;

  /** A checkpoint as it was found, and what became of it. */
  record Outcome(Verified found, Optional<Repairs.Repair> repair) {

    /** Whether it is whole now. */
    boolean whole() {
      return found.whole() || repair.filter(Repairs.Repair::succeeded).isPresent();
    }
  }

  @Override
  public Integer call() throws IOException {
    List<Checkpoint> checkpoints = checkpoints();
    VerifyDepth depth = full ? VerifyDepth.FILES : VerifyDepth.TENSORS;
    Verification verification = Verification.of(withThoseBeside(checkpoints), depth);
    List<Outcome> all = new ArrayList<>();
    for (Checkpoint checkpoint : checkpoints) {
      Outcome outcome = outcome(verification.verify(checkpoint), depth);
      all.add(outcome);
      if (!output.json()) {
        print(outcome);
      }
    }
    long damaged = all.stream().filter(one -> !one.whole()).count();
    output.out().println(output.json() ? json(all) : summary(all.size(), damaged));
    return damaged == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private Outcome outcome(Verified verified, VerifyDepth depth) throws IOException {
    return repair && !verified.whole()
        ? new Repairs(Optional.ofNullable(from), depth).repair(verified)
        : new Outcome(verified, Optional.empty());
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

  /** A file may be shared with checkpoints of the run that nobody asked for. */
  private static List<Checkpoint> withThoseBeside(List<Checkpoint> checkpoints) throws IOException {
    return checkpoints.size() == 1
        ? RunDirectory.at(checkpoints.get(0).path().resolveSibling("")).checkpoints()
        : checkpoints;
  }

  private void print(Outcome outcome) {
    Verified verified = outcome.found();
    Checkpoint checkpoint = verified.checkpoint();
    if (verified.whole()) {
      output.out().printf("ok       %s (%s)%n", checkpoint.path(), Units.bytes(checkpoint.bytes()));
    }
    for (FileFault fault : verified.faults()) {
      String line = "DAMAGED  " + checkpoint.path() + ": " + fault.line();
      output.out().println(Ink.RED.paint(line, output.terminal()));
    }
    outcome
        .repair()
        .ifPresent(
            repair ->
                output
                    .out()
                    .printf(
                        "%s %s%n", repair.succeeded() ? "repaired" : "        ", repair.line()));
    for (String other : verified.sharedWith()) {
      output.out().println("         the same file on disk is in " + other);
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

  private static String json(List<Outcome> all) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Outcome outcome : all) {
      Verified verified = outcome.found();
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("path", verified.checkpoint().path().toString());
      object.put("step", verified.checkpoint().step());
      object.put("bytes", verified.checkpoint().bytes());
      object.put("valid", outcome.whole());
      object.put("repaired", outcome.repair().filter(Repairs.Repair::succeeded).isPresent());
      object.put("faults", verified.faults().stream().map(FileFault::line).toList());
      object.put("damaged", verified.faults().stream().map(VerifyCommand::json).toList());
      object.put("shared_with", verified.sharedWith());
      objects.add(object);
    }
    return Json.format(objects);
  }

  private static Map<String, @Nullable Object> json(FileFault fault) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("file", fault.file());
    object.put("tensor", fault.tensor().orElse(null));
    object.put("first_byte", fault.firstByte());
    object.put("last_byte", fault.lastByte());
    return object;
  }
}
