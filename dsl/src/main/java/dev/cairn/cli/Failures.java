package dev.cairn.cli;

import dev.cairn.display.Ink;
import dev.cairn.display.SettingsTable;
import dev.cairn.display.Terminal;
import dev.cairn.script.ScriptException;
import dev.cairn.store.UnknownMetricException;
import dev.cairn.train.SettingsChangedException;
import dev.cairn.train.TrainingFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says in one line what went wrong, and which exit code it is. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

  private final PrintWriter err;
  private final BooleanSupplier debug;

  Failures(PrintWriter err, BooleanSupplier debug) {
    this.err = err;
    this.debug = debug;
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    print(e.getMessage() + "; see " + command + " --help");
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    Object command = line.getCommand();
    return report(e, command instanceof ScriptCommand script ? script.scriptName() : null);
  }

  /** What no command expects: the machine or the class path is at fault. */
  int report(Error error) {
    return report(error, null);
  }

  private int report(Throwable thrown, @Nullable String script) {
    Throwable failure = unwrapped(thrown);
    if (debug.getAsBoolean()) {
      thrown.printStackTrace(err);
    }
    if (failure instanceof ScriptException) {
      err.println(failure.getMessage());
      return ExitCode.USAGE;
    }
    if (failure instanceof SettingsChangedException changed) {
      err.print(SettingsTable.of(changed.changes()).render(Terminal.standardError()));
      print(words(failure));
      return ExitCode.USAGE;
    }
    boolean tellsItself =
        failure instanceof IOException || failure instanceof TrainingFailedException;
    Optional<String> place = tellsItself ? Optional.empty() : place(failure, script);
    place.ifPresentOrElse(
        at -> err.println(at + ": " + words(failure)), () -> print(words(failure)));
    return isUsage(failure) ? ExitCode.USAGE : ExitCode.FAILED;
  }

  private void print(String message) {
    err.println(Ink.RED.paint("Error:", Terminal.standardError()) + " " + message);
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown instanceof UncheckedIOException ? thrown.getCause() : null;
    return cause == null ? thrown : cause;
  }

  private static boolean isUsage(Throwable failure) {
    return failure instanceof IllegalArgumentException
        || failure instanceof UnknownMetricException
        || failure instanceof NotFoundException;
  }

  /** Whether its message is written for the user. */
  private static boolean isKnown(Throwable failure) {
    return isUsage(failure)
        || failure instanceof IOException
        || failure instanceof SettingsChangedException
        || failure instanceof TrainingFailedException
        || failure instanceof IllegalStateException;
  }

  /** The line of the script that led here. */
  private static Optional<String> place(Throwable failure, @Nullable String script) {
    return Arrays.stream(failure.getStackTrace())
        .filter(frame -> script != null && script.equals(frame.getFileName()))
        .filter(frame -> frame.getLineNumber() > 0)
        .map(frame -> script + ":" + frame.getLineNumber())
        .findFirst();
  }

  /** A failure in words. */
  static String words(Throwable failure) {
    if (failure instanceof NoSuchFileException missing) {
      return "no such file: " + missing.getFile();
    }
    if (failure instanceof AccessDeniedException denied) {
      return "permission denied: " + denied.getFile();
    }
    if (failure instanceof FileSystemException system && system.getReason() != null) {
      return system.getFile() + ": " + system.getReason();
    }
    if (failure instanceof OutOfMemoryError) {
      return "out of memory: take a smaller batch or model, or give Java more with -Xmx ("
          + failure.getMessage()
          + ")";
    }
    return isKnown(failure) && failure.getMessage() != null
        ? failure.getMessage()
        : failure + " (--debug shows where)";
  }
}
