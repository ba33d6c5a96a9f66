package dev.cairn.share;

import dev.cairn.share.ShareException.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of an archive's entry, found harmless: a run's directory, a file in it, or a file in one
 * of its checkpoints.
 */
record EntryName(List<String> segments) {
  private static final int DEEPEST = 3;

  /** In bytes; no file system has longer ones. */
  private static final int LONGEST = 255;

  private static final Pattern ABSOLUTE = Pattern.compile("(?:/|\\\\|[A-Za-z]:).*", Pattern.DOTALL);
  private static final Pattern PLAIN =
      Pattern.compile("[^.\\p{Cntrl}/\\\\:*?\"<>|][^\\p{Cntrl}/\\\\:*?\"<>|]*");
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-(?:0|[1-9]\\d{0,17})");

  EntryName {
    segments = List.copyOf(segments);
  }

  /** Refuses every name that could lead out of a directory, hide in it, or surprise. */
  static EntryName parse(Path archive, String name) throws IOException {
    if (ABSOLUTE.matcher(name).matches()) {
      throw ShareException.in(archive, name, Fault.ABSOLUTE_NAME, "begins at the root of a disk");
    }
    String bare = name.startsWith("./") ? name.substring(2) : name;
    List<String> segments = List.of(bare.replaceFirst("/$", "").split("/", -1));
    for (String segment : segments) {
      if (segment.equals("..")) {
        throw ShareException.in(archive, name, Fault.OUTSIDE_NAME, "leads out of the archive");
      }
      if (!isPlain(segment)) {
        throw ShareException.in(archive, name, Fault.ODD_NAME, "is no name of a run's file");
      }
    }
    if (segments.size() > DEEPEST
        || (segments.size() == DEEPEST && !isCheckpoint(segments.get(1)))) {
      throw ShareException.in(archive, name, Fault.ODD_NAME, "lies deeper than a run's files do");
    }
    return new EntryName(segments);
  }

  /** Whether a link in the run's directory may lead there: down from where it lies, by names. */
  static boolean isInside(String target) {
    List<String> segments = List.of(target.split("/", -1));
    return segments.size() <= DEEPEST && segments.stream().allMatch(EntryName::isPlain);
  }

  private static boolean isPlain(String segment) {
    return PLAIN.matcher(segment).matches()
        && segment.getBytes(StandardCharsets.UTF_8).length <= LONGEST
        && isPossible(segment);
  }

  /** Whether this system can write it: without a locale, Java knows names in ASCII alone. */
  private static boolean isPossible(String segment) {
    try {
      return !Path.of(segment).toString().isEmpty();
    } catch (InvalidPathException impossible) {
      return false;
    }
  }

  static boolean isCheckpoint(String name) {
    return CHECKPOINT.matcher(name).matches();
  }

  /** The directory that all lies in. */
  String root() {
    return segments.get(0);
  }

  boolean isRoot() {
    return segments.size() == 1;
  }

  /** The name within the root. */
  String inRoot() {
    return String.join("/", segments.subList(1, segments.size()));
  }

  String file() {
    return segments.get(segments.size() - 1);
  }

  /** Whether it is a file in a checkpoint. */
  boolean inCheckpoint() {
    return segments.size() == DEEPEST;
  }

  /** The checkpoint's name, of a file in one. */
  String checkpoint() {
    return segments.get(1);
  }
}
