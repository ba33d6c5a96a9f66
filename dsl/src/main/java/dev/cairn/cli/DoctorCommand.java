package dev.cairn.cli;

import dev.cairn.display.Ink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cairn doctor}. */
@Command(
    name = "doctor",
    description = "Look at what training needs on this machine, and say what to do about it.",
    footerHeading = "%nExample:%n",
    footer = "  cairn doctor --json")
final class DoctorCommand implements Callable<Integer> {

  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    List<Check> checks = Check.all(runs.path());
    if (output.json()) {
      output.out().println(json(checks));
    } else {
      checks.forEach(this::print);
    }
    boolean failed = checks.stream().anyMatch(check -> check.status() == Check.Status.FAIL);
    return failed ? ExitCode.FAILED : ExitCode.DONE;
  }

  private void print(Check check) {
    Ink ink =
        switch (check.status()) {
          case OK -> Ink.GREEN;
          case WARN -> Ink.YELLOW;
          case FAIL -> Ink.RED;
        };
    String status = "%-4s".formatted(check.status().word());
    output
        .out()
        .printf(
            "%s  %-8s  %s%n", ink.paint(status, output.terminal()), check.name(), check.found());
    check
        .wayOut()
        .ifPresent(wayOut -> output.out().printf("%s  %s%n", " ".repeat(14), "→ " + wayOut));
  }

  private static String json(List<Check> checks) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Check check : checks) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("check", check.name());
      object.put("status", check.status().word());
      object.put("found", check.found());
      check.wayOut().ifPresent(wayOut -> object.put("way_out", wayOut));
      objects.add(object);
    }
    return Json.format(objects);
  }
}
