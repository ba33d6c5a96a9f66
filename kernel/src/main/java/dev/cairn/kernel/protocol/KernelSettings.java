package dev.cairn.kernel.protocol;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a user may choose about the protocol.
 *
 * @param outputLimit how many characters of text a cell may print; what it prints beyond is left
 *     out, and the cell says so
 * @param history where the code of cells is kept between sessions
 * @param parent the process that started the kernel, with which it ends
 */
public record KernelSettings(long outputLimit, Path history, Optional<Long> parent) {

  static final String OUTPUT_LIMIT = "CAIRN_KERNEL_OUTPUT_LIMIT";

  private static final long DEFAULT_OUTPUT_LIMIT = 10_000_000;

  /**
   * The settings in the environment: {@code CAIRN_KERNEL_OUTPUT_LIMIT}, by default 10,000,000; the
   * history in {@code cairn/history.jsonl} below {@code XDG_STATE_HOME}; and the server's process
   * in {@code JPY_PARENT_PID}, as Jupyter sets it.
   *
   * @throws IllegalArgumentException if the limit is no number
   */
  public static KernelSettings from(Map<String, String> environment) {
    String limit = environment.getOrDefault(OUTPUT_LIMIT, String.valueOf(DEFAULT_OUTPUT_LIMIT));
    return new KernelSettings(
        characters(limit),
        state(environment).resolve("cairn").resolve("history.jsonl"),
        Optional.ofNullable(environment.get("JPY_PARENT_PID"))
            .filter(parent -> parent.matches("[1-9][0-9]{0,17}"))
            .map(Long::valueOf));
  }

  private static Path state(Map<String, String> environment) {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    return state.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".local", "state")
        : Path.of(state);
  }

  private static long characters(String value) {
    String digits = value.strip().replace("_", "");
    if (!digits.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "%s is '%s'; write a number of characters, such as 10_000_000"
              .formatted(OUTPUT_LIMIT, value));
    }
    return Long.parseLong(digits);
  }
}
