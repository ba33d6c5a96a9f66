package dev.cairn.cli;

/** What a command's exit code says. */
public final class ExitCode {

  /** It did what it was asked to do. */
  public static final int DONE = 0;

  /** It failed: training broke off, a checkpoint is damaged, a directory cannot be written. */
  public static final int FAILED = 1;

  /** It was asked wrongly: options, settings or the script. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
