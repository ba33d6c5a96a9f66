package dev.cairn.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings that the command line changes, over what the script says; mixed into commands. */
final class Overrides {

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = {
        "Change a setting, for example model.gpt2.width=64; a path is the script's blocks joined by"
            + " dots. May be given several times."
      })
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--max-checkpoints",
      paramLabel = "N",
      description = "Keep at most N checkpoints; 0 for no limit.")
  private @Nullable Integer maxCheckpoints;

  /** The settings by path, in their order. */
  Map<String, String> byPath() {
    Map<String, String> overrides = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "--set " + setting + ": write a path and a value, for example optimizer.adamW.lr=3e-4");
      }
      overrides.put(setting.substring(0, equals).strip(), setting.substring(equals + 1).strip());
    }
    if (maxCheckpoints != null) {
      overrides.put("checkpoints.maxCheckpoints", Integer.toString(maxCheckpoints));
    }
    return overrides;
  }
}
