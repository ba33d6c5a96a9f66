package dev.cairn.cli;

import dev.cairn.display.RunPicture;
import dev.cairn.display.RunWatch;
import dev.cairn.display.Terminal;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn watch}. */
@Command(
    name = "watch",
    description = "Watch a run that trains in any process, until it ends; Ctrl-C leaves it alone.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn watch quickstart",
      "  cairn watch quickstart && cairn export quickstart/best"
    })
final class WatchCommand implements Callable<Integer> {

  /** Five looks a second on a terminal; in a pipe, one that is worth a line. */
  private static final long TERMINAL_MILLIS = 200;

  private static final long PIPE_MILLIS = 1000;

  @Spec private @Nullable CommandSpec command;

  @Parameters(paramLabel = "RUN", description = "A run, by name or path.")
  private String wanted = "";

  @Mixin private RunsFolder runs = new RunsFolder();

  @Override
  public Integer call() throws IOException, InterruptedException {
    RunDirectory run = runs.run(wanted);
    RunWatch watch = RunWatch.of(run, runs.name(run));
    Screen screen = new Screen(out(), Terminal.standardOutput());
    RunPicture picture = watch.look();
    while (!picture.status().ended()) {
      screen.show(picture);
      TimeUnit.MILLISECONDS.sleep(screen.live() ? TERMINAL_MILLIS : PIPE_MILLIS);
      picture = watch.look();
    }
    screen.end(picture);
    return picture.status().finished() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private PrintWriter out() {
    return Objects.requireNonNull(command).commandLine().getOut();
  }

  /** One picture in the place of the one before; in a pipe, a line for each and the last whole. */
  private static final class Screen {

    private final PrintWriter out;
    private final Terminal terminal;
    private long lines;
    private String said = "";

    Screen(PrintWriter out, Terminal terminal) {
      this.out = out;
      this.terminal = terminal;
    }

    boolean live() {
      return terminal.live();
    }

    void show(RunPicture picture) {
      if (live()) {
        draw(picture);
      } else {
        say(picture.status().line(terminal));
      }
    }

    void end(RunPicture picture) {
      draw(picture);
    }

    private void draw(RunPicture picture) {
      String text = picture.text(terminal);
      out.print((lines > 0 ? "\u001b[" + lines + "A\u001b[J" : "") + text);
      out.flush();
      lines = live() ? text.lines().count() : 0;
    }

    private void say(String line) {
      if (!line.equals(said)) {
        out.println(line);
        out.flush();
        said = line;
      }
    }
  }
}
