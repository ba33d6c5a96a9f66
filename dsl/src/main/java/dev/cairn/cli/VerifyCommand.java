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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  @Option(
      names = "--full",
      description = "Compare the SHA-256 of whole files too, not only the CRC32C of tensors.")
  private boolean full;

  @Override
  public Integer call() throws IOException {
    List<Checkpoint> checkpoints = checkpoints();
    Verification verification =
        Verification.of(checkpoints, full ? VerifyDepth.FILES : VerifyDepth.TENSORS);
    List<Verified> all = new ArrayList<>();
    for (Checkpoint checkpoint : checkpoints) {
      Verified verified = verification.verify(checkpoint);
      all.add(verified);
      if (!output.json()) {
        print(verified);
      }
    }
    long damaged = all.stream().filter(one -> !one.whole()).count();
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

  private void print(Verified verified) {
    Checkpoint checkpoint = verified.checkpoint();
    if (verified.whole()) {
      output.out().printf("ok       %s (%s)%n", checkpoint.path(), Units.bytes(checkpoint.bytes()));
    }
    for (FileFault fault : verified.faults()) {
      String line = "DAMAGED  " + checkpoint.path() + ": " + fault.line();
      output.out().println(Ink.RED.paint(line, output.terminal()));
    }
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

  private static String json(List<Verified> all) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Verified verified : all) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("path", verified.checkpoint().path().toString());
      object.put("step", verified.checkpoint().step());
      object.put("bytes", verified.checkpoint().bytes());
      object.put("valid", verified.whole());
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
