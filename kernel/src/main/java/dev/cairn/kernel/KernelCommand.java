package dev.cairn.kernel;

import dev.cairn.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cairn kernel}. */
@Command(
    name = "kernel",
    description =
        "Install the notebook kernels \"Java (Cairn)\" and \"Kotlin (Cairn)\" in Jupyter.",
    subcommands = {
      KernelCommand.Install.class,
      KernelCommand.Uninstall.class,
      KernelCommand.ListThem.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class KernelCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "kernel: say install, uninstall or list");
  }

  /** Where Jupyter looks for kernels; one of the three. */
  static final class Where {
    @Option(names = "--user", description = "For you alone: in your home directory. The default.")
    private boolean user;

    @Option(
        names = "--sys-prefix",
        description =
            "In the Python environment that python3 belongs to, a virtual one for example.")
    private boolean sysPrefix;

    @Option(names = "--prefix", paramLabel = "DIR", description = "In DIR/share/jupyter/kernels.")
    private @Nullable Path prefix;

    KernelSpecs specs() throws IOException {
      if (prefix != null) {
        return KernelSpecs.below(prefix);
      }
      return sysPrefix && !user ? KernelSpecs.below(Jupyter.sysPrefix()) : KernelSpecs.ofUser();
    }
  }

  /** {@code cairn kernel install}. */
  @Command(
      name = "install",
      description = {
        "Install both kernels, or bring them up to date.",
        "The JDK and its options are kept in kernel.json; a second install keeps them unless it",
        "names others."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  cairn kernel install",
        "  cairn kernel install --sys-prefix --java-option=-Xmx8g",
        "  jupyter lab"
      })
  static final class Install implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @ArgGroup private Where where = new Where();

    @Option(
        names = "--jdk",
        paramLabel = "DIR",
        description = "The JDK that cells run on, 17 or newer. Default: the one that runs this.")
    private @Nullable Path jdk;

    @Option(
        names = "--java-option",
        paramLabel = "OPTION",
        description = "An option for the JVM, -Xmx8g for example; may be given several times.")
    private @Nullable List<String> options;

    @Override
    public Integer call() throws IOException {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      KernelSpecs specs = where.specs();
      for (KernelSpec installed : specs.install(jdk, options)) {
        out.printf("%s: \"%s\" in %s%n", installed.name(), installed.title(), installed.folder());
      }
      Jupyter.hint().ifPresent(out::println);
      return ExitCode.DONE;
    }
  }

  /** {@code cairn kernel uninstall}. */
  @Command(name = "uninstall", description = "Remove both kernels from Jupyter.")
  static final class Uninstall implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @ArgGroup private Where where = new Where();

    @Override
    public Integer call() throws IOException {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      KernelSpecs specs = where.specs();
      List<KernelSpec> removed = specs.uninstall();
      removed.forEach(gone -> out.println("removed " + gone.folder()));
      if (removed.isEmpty()) {
        out.println("nothing to remove in " + specs.folder());
      }
      return ExitCode.DONE;
    }
  }

  /** {@code cairn kernel list}. */
  @Command(name = "list", description = "List the kernels, wherever Jupyter finds them.")
  static final class ListThem implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      List<KernelSpec> found = new ArrayList<>();
      for (KernelSpecs specs : KernelSpecs.everywhere()) {
        found.addAll(specs.installed());
      }
      found.forEach(
          each -> out.printf("%-13s %-16s %s%n", each.name(), each.title(), each.folder()));
      if (found.isEmpty()) {
        out.println("none is installed; cairn kernel install does that");
      }
      return ExitCode.DONE;
    }
  }
}
