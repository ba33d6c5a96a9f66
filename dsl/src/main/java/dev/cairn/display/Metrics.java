package dev.cairn.display;

import dev.cairn.store.MetricsTail;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All metrics of a run, read on as its log grows. */
final class Metrics implements MetricsTail.Reader {

  static final String TRAINING = "loss";
  static final String EVALUATION = "eval_loss";
  private static final String EVALUATED = "eval_";

  private final MetricsTail tail;
  private final Map<String, Series> series = new TreeMap<>(Units.LOSSES_FIRST);

  private Metrics(MetricsTail tail) {
    this.tail = tail;
  }

  /** What the run has logged so far. */
  static Metrics of(RunDirectory run) throws IOException {
    Metrics metrics = new Metrics(run.metricsTail());
    metrics.readOn();
    return metrics;
  }

  /** Reads what was logged since the last time. */
  void readOn() throws IOException {
    tail.read(this);
  }

  @Override
  public void logged(long step, Map<String, Double> values) {
    values.forEach(
        (name, value) -> series.computeIfAbsent(name, first -> new Series()).log(step, value));
  }

  @Override
  public void supersededAfter(long step) {
    series.values().forEach(one -> one.cutAfter(step));
  }

  @Override
  public void begunAnew() {
    series.clear();
  }

  /** The values of a metric; none if it was never logged. */
  Series of(String metric) {
    return series.getOrDefault(metric, new Series());
  }

  /** The last step that anything was logged of; -1 for none. */
  long lastStep() {
    return series.values().stream().mapToLong(Series::lastStep).max().orElse(-1);
  }

  /** The metrics of evaluations, the loss first. */
  List<String> evaluations() {
    List<String> names = new ArrayList<>(series.keySet());
    names.removeIf(name -> !name.startsWith(EVALUATED));
    return names;
  }
}
