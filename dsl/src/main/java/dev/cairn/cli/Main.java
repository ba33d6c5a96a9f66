package dev.cairn.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line, {@code cairn}. */
@Command(
    name = "cairn",
    description = "Checkpointing for training on the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed: training broke off, or a checkpoint is damaged",
      "2:wrong options, settings or script",
      "130, 143:stopped by Ctrl-C or a signal; what was trained is saved"
    })
public final class Main implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where in the code an error happened.")
  private boolean debug;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String... arguments) {
    Charset charset = charset();
    System.setOut(stream(FileDescriptor.out, charset));
    System.setErr(stream(FileDescriptor.err, charset));
    PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, charset), true);
    PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, charset), true);
    System.exit(run(out, err, arguments));
  }

  /**
   * Runs a command.
   *
   * @return its exit code
   */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Main main = new Main();
    CommandLine line = main.commandLine().setOut(out).setErr(err);
    Failures failures = new Failures(err, () -> main.debug);
    line.setParameterExceptionHandler(failures);
    line.setExecutionExceptionHandler(failures);
    try {
      return line.execute(arguments);
    } catch (Error e) {
      return failures.report(e);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private CommandLine commandLine() {
    CommandLine line = new CommandLine(this);
    for (Commands commands : ServiceLoader.load(Commands.class, Main.class.getClassLoader())) {
      commands.create().forEach(line::addSubcommand);
    }
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO));
  }

  /** That of the locale; UTF-8 for a POSIX one, where Java would print "?" for many characters. */
  private static Charset charset() {
    String name = System.getProperty("stdout.encoding", Charset.defaultCharset().name());
    Charset charset = Charset.forName(name);
    return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
  }

  private static PrintStream stream(FileDescriptor descriptor, Charset charset) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), true, charset);
  }

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    line.usage(line.getErr());
    return ExitCode.USAGE;
  }
}
