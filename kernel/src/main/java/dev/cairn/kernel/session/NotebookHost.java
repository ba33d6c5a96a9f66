package dev.cairn.kernel.session;

import dev.cairn.Host;
import dev.cairn.Run;
import dev.cairn.display.RunPicture;
import dev.cairn.display.RunWatch;
import dev.cairn.kernel.cell.Interruption;
import dev.cairn.kernel.protocol.Outputs;
import dev.cairn.store.Holder;
import dev.cairn.store.RunDirectory;
import dev.cairn.train.Outcome;
import dev.cairn.train.StopRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A notebook: training shows one display that lives, the stop button asks for a save, and a run
 * that another process trains is shown by the cell that asks for it to be trained.
 */
final class NotebookHost implements Host {

  private final Map<String, LiveDisplay> watched = new ConcurrentHashMap<>();

  @Override
  public Outcome train(Run run, StopRequest stop, Training training) throws IOException {
    Optional<Holder> other = run.holder().filter(holder -> !holder.isThisProcess());
    if (other.isPresent()) {
      System.out.printf(
          "Process %d trains %s; this cell shows it, and trains further when it has ended%n",
          other.get().pid(), run.name());
      await(run);
    }
    try (LiveDisplay live = show(run)) {
      return together(stop, training);
    }
  }

  @Override
  public Outcome together(StopRequest stop, Training training) throws IOException {
    Outcome[] outcome = {Outcome.INTERRUPTED};
    Interruption.<IOException>handledBy(stop::request, () -> outcome[0] = training.run());
    return outcome[0];
  }

  @Override
  public void watch(Run run) {
    watch(run, NotebookSession.outputs());
  }

  /** Shows how a run goes until no one trains it; one display for a run, the last. */
  void watch(Run run, Outputs outputs) {
    LiveDisplay before =
        watched.put(run.name(), open(outputs, () -> new Watched(run, watching(run))));
    if (before != null) {
      before.close();
    }
  }

  @Override
  public void await(Run run) {
    try (LiveDisplay live = show(run)) {
      Optional<Holder> holder = run.holder();
      while (holder.isPresent()) {
        holder.get().awaitEnd();
        holder = run.holder();
      }
    }
  }

  private static LiveDisplay show(Run run) {
    return open(NotebookSession.outputs(), () -> watching(run)::look);
  }

  private static RunWatch watching(Run run) throws IOException {
    return RunWatch.of(RunDirectory.at(run.directory()), run.name());
  }

  private static LiveDisplay open(Outputs outputs, Opening picture) {
    try {
      return LiveDisplay.open(outputs, picture.begin());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins to look at a run. */
  @FunctionalInterface
  private interface Opening {
    LiveDisplay.Picture begin() throws IOException;
  }

  /** A run while someone trains it, and once more when that has ended. */
  private record Watched(Run run, RunWatch watch) implements LiveDisplay.Picture {
    @Override
    public RunPicture look() throws IOException {
      return watch.look();
    }

    @Override
    public boolean ended() {
      return run.holder().isEmpty();
    }
  }
}
