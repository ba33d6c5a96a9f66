package dev.cairn;

import dev.cairn.store.Holder;
import dev.cairn.train.Outcome;
import dev.cairn.train.StopRequest;
import dev.cairn.train.TrainEvent;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** A process of its own: signals stop training and end it. */
record TerminalHost(Consumer<? super TrainEvent> listener) implements Host {

  @Override
  public Outcome train(Run run, StopRequest stop, Training training) throws IOException {
    return together(stop, training);
  }

  @Override
  public Outcome together(StopRequest stop, Training training) throws IOException {
    try (StopSignals signals = StopSignals.listen(stop, listener)) {
      Outcome outcome = training.run();
      signals.leaveIf(outcome == Outcome.INTERRUPTED);
      return outcome;
    }
  }

  @Override
  public void watch(Run run) {
    System.out.println(run.picture());
  }

  @Override
  public void await(Run run) {
    Optional<Holder> holder = run.holder();
    while (holder.isPresent()) {
      holder.get().awaitEnd();
      holder = run.holder();
    }
  }
}
