package dev.cairn.share;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An archive or a foreign checkpoint that is refused. The message names the file, what is wrong
 * with it and, where there is one, the way out.
 */
public final class ShareException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  private ShareException(Fault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  static ShareException in(Path file, Fault fault, String what) {
    return new ShareException(fault, file + ": " + what, null);
  }

  static ShareException in(Path file, Fault fault, String what, Throwable cause) {
    return new ShareException(fault, file + ": " + what, cause);
  }

  /** A fault of an entry of an archive, or of a file in a folder. */
  static ShareException in(Path file, String entry, Fault fault, String what) {
    return in(file, fault, shown(entry) + " " + what);
  }

  /** A name for a message: one line whatever it holds, cut if it is long. */
  static String shown(String name) {
    String line = name.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    return line.length() <= 120 ? line : line.substring(0, 120) + "...";
  }

  /** What is wrong. */
  public Fault fault() {
    return fault;
  }

  /** The ways in which what comes in can be wrong. */
  public enum Fault {
    /** The file is none of .tar.zst, .tar.gz and .zip, by its name or by its first bytes. */
    NOT_AN_ARCHIVE,
    /** The archive ends early, or its own checksums do not match. */
    TRUNCATED,
    /** A name begins with a slash or a drive. */
    ABSOLUTE_NAME,
    /** A name leads out of the archive by "..". */
    OUTSIDE_NAME,
    /** A name holds what no file of a run has: hidden files, control characters, backslashes. */
    ODD_NAME,
    /** Not everything lies in one directory. */
    SEVERAL_ROOTS,
    /** A link leads out of the archive. */
    OUTSIDE_LINK,
    /** A device, a pipe or a hard link. */
    SPECIAL_FILE,
    /** Two entries have the same name. */
    DUPLICATE_NAME,
    /** There are more entries than any run has. */
    TOO_MANY_ENTRIES,
    /** A file is larger than the checkpoint's manifest says. */
    OVER_MANIFEST_SIZE,
    /** It unpacks to more than the limit. */
    TOO_LARGE,
    /** A file is not as it was saved. */
    CHECKSUM_MISMATCH,
    /** A file that the manifest lists is not there. */
    MISSING_FILE,
    /** A checkpoint holds a file that its manifest does not list. */
    UNLISTED_FILE,
    /** There is no whole checkpoint in it. */
    NO_CHECKPOINT,
    /** The planes begin with other bytes than theirs. */
    PLANES_MAGIC,
    /** The planes are of a version that this Cairn does not read. */
    PLANES_VERSION,
    /** The planes' header is over a limit, or its numbers contradict each other. */
    PLANES_HEADER,
    /** A block of planes is damaged. */
    PLANES_BLOCK,
    /** The planes end early, or go on after their end. */
    PLANES_LENGTH,
    /** Weights that are a pickle, which could run any code. */
    PICKLE,
    /** The folder or file is in no layout that is known. */
    UNKNOWN_LAYOUT,
    /** There is something in the way that is not to be replaced. */
    IN_THE_WAY
  }
}
