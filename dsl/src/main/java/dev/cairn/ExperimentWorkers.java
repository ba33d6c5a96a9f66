package dev.cairn;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.Holder;
import dev.cairn.store.RunDirectory;
import dev.cairn.train.Outcome;
import dev.cairn.train.StartPoint;
import dev.cairn.train.StopRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Trains runs in processes of their own, some at a time, each with its share of the processors.
 * They outlive this process: an experiment that is run again waits for those still at work. One
 * that is asked to stop asks them to save and leave.
 */
final class ExperimentWorkers implements Leg.Trainers {

  private static final long LOOK_AGAIN_MILLIS = 100;

  private final Host host;
  private final int count;
  private final Consumer<String> say;

  /**
   * So many workers.
   *
   * @param host hears the user's wish to stop
   * @param say is told what happens, line by line
   */
  ExperimentWorkers(Host host, int count, Consumer<String> say) {
    this.host = host;
    this.count = count;
    this.say = say;
  }

  /** How many threads each has: its share of the processors. */
  static int threads(int count) {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / count);
  }

  @Override
  public Outcome train(Leg leg, Map<String, String> failures) throws IOException {
    StopRequest stop = new StopRequest();
    return host.together(stop, () -> train(leg, stop, failures));
  }

  private Outcome train(Leg leg, StopRequest stop, Map<String, String> failures) {
    ExecutorService waiters = Executors.newFixedThreadPool(count);
    try {
      Map<Run, Future<Optional<String>>> ends = new LinkedHashMap<>();
      leg.runs().forEach(run -> ends.put(run, waiters.submit(() -> bring(run, leg, stop))));
      boolean[] asked = {false};
      ends.forEach(
          (run, end) ->
              end(end, () -> askOnce(leg, stop, asked))
                  .ifPresent(why -> failures.put(run.name(), why)));
    } finally {
      waiters.shutdownNow();
    }
    return stop.requested() ? Outcome.INTERRUPTED : Outcome.PAUSED;
  }

  /** Until a run has ended; why it failed, if it did. */
  private static Optional<String> end(Future<Optional<String>> end, Runnable meanwhile) {
    while (true) {
      try {
        return end.get(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillAtWork) {
        meanwhile.run();
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return Optional.of(String.valueOf(cause.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("no longer waiting; the processes go on");
      }
    }
  }

  private void askOnce(Leg leg, StopRequest stop, boolean[] asked) {
    if (stop.requested() && !asked[0]) {
      asked[0] = true;
      long workers = leg.runs().stream().filter(ExperimentWorkers::askToStop).count();
      tell("asked %d processes to save and leave".formatted(workers));
    }
  }

  private static boolean askToStop(Run run) {
    return run.holder().filter(holder -> !holder.isThisProcess()).isPresent() && run.stop();
  }

  private Optional<String> bring(Run run, Leg leg, StopRequest stop) throws IOException {
    RunDirectory directory = RunDirectory.at(run.directory());
    boolean tried = false;
    while (!stop.requested()) {
      Optional<Holder> holder = run.holder();
      if (holder.isPresent()) {
        tell("%s is trained by process %d already".formatted(run.name(), holder.get().pid()));
        awaitEnd(run);
      } else if (isThere(directory, leg) && (tried || !(leg.start() instanceof StartPoint.Fresh))) {
        return Optional.empty();
      } else if (tried) {
        return Optional.of(Worker.failure(directory).orElse("it was stopped from outside"));
      } else {
        tried = true;
        Optional<String> failure = trainElsewhere(run, leg, stop);
        tellEnd(run, directory, failure);
        if (failure.isPresent()) {
          return failure;
        }
      }
    }
    return Optional.empty();
  }

  /** Trains a run once; why that failed, if it did. */
  private Optional<String> trainElsewhere(Run run, Leg leg, StopRequest stop) throws IOException {
    int threads = threads(count);
    tell("%s begins, with threads: %d".formatted(run.name(), threads));
    RunDirectory directory = RunDirectory.at(run.directory());
    try {
      Worker.start(run.order(leg.goal(), leg.start(), threads), run.directory());
    } catch (IllegalStateException e) {
      return Worker.failure(directory).or(() -> Optional.ofNullable(e.getMessage()));
    }
    if (stop.requested()) {
      askToStop(run);
    }
    awaitEnd(run);
    return Worker.failure(directory);
  }

  private void tellEnd(Run run, RunDirectory directory, Optional<String> failure)
      throws IOException {
    long step = directory.latest().map(Checkpoint::step).orElse(0L);
    tell(
        failure
            .map(why -> "%s failed: %s".formatted(run.name(), why))
            .orElse("%s ended at step %d".formatted(run.name(), step)));
  }

  private static void awaitEnd(Run run) {
    Optional<Holder> holder = run.holder();
    while (holder.isPresent()) {
      holder.get().awaitEnd();
      holder = run.holder();
    }
  }

  private static boolean isThere(RunDirectory directory, Leg leg) throws IOException {
    return directory.latest().map(Checkpoint::step).orElse(0L) >= leg.goal().pause();
  }

  private void tell(String line) {
    synchronized (say) {
      say.accept(line);
    }
  }
}
