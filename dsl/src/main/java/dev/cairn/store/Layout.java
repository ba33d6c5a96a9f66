package dev.cairn.store;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of what lies in a run directory. */
final class Layout {
  static final String CHECKPOINT = "checkpoint-";
  static final String MANIFEST = "cairn.json";
  static final String LATEST = "latest";
  static final String BEST = "best";
  static final String PINNED = "pinned";
  static final String METRICS = "metrics.jsonl";
  static final String HISTORY = "history.jsonl";
  static final String STATUS = "status.json";
  static final String LOCK = "run.lock";
  static final String TRASH = "trash";
  static final String BACKUP = "backup.json";

  /** The ending of a checkpoint that is one file. */
  static final String COMPRESSED = ".tar.zst";

  private static final Pattern PLAIN_FILE_NAME =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,254}");

  private static final String UNFINISHED = ".saving-";
  private static final Pattern UNFINISHED_FOR =
      Pattern.compile(Pattern.quote(UNFINISHED) + "(\\d{1,18})-[0-9a-f]{8}-([0-9a-f]{8})");
  private static final Pattern CHECKPOINT_NAME = Pattern.compile(CHECKPOINT + "(0|[1-9]\\d{0,17})");

  private Layout() {}

  static String checkpointName(long step) {
    return CHECKPOINT + step;
  }

  /** The step that a checkpoint directory is named after; empty for any other name. */
  static OptionalLong step(String name) {
    Matcher matcher = CHECKPOINT_NAME.matcher(name);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /** Whether this can be a file of a checkpoint: not hidden, not outside its directory. */
  static boolean isPlainFileName(String name) {
    return PLAIN_FILE_NAME.matcher(name).matches();
  }

  /** Whether the path is a directory itself, not a link to one. */
  static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** A name for what is still being written, next to where it will stand. */
  static Path unfinished(Path directory) {
    return directory.resolve(UNFINISHED + uniqueSuffix());
  }

  /** A name for what is still being written, next to {@code target}, by which it can be told. */
  static Path unfinishedFor(Path target) {
    return target.resolveSibling(UNFINISHED + uniqueSuffix() + "-" + digits(target));
  }

  /** The process that made this for {@code target}; empty if it is anything else. */
  static OptionalLong unfinishedBy(Path path, Path target) {
    Matcher matcher = UNFINISHED_FOR.matcher(name(path));
    return matcher.matches() && matcher.group(2).equals(digits(target))
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  // The name itself may be as long as a name can be.
  private static String digits(Path target) {
    return HexFormat.of().toHexDigits(name(target).hashCode());
  }

  static boolean isUnfinished(Path path) {
    return name(path).startsWith(UNFINISHED);
  }

  /** Tells names apart between processes (their id) and within one (random digits). */
  static String uniqueSuffix() {
    return ProcessHandle.current().pid()
        + "-"
        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }
}
