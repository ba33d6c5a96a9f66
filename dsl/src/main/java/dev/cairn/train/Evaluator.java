package dev.cairn.train;

import dev.cairn.data.Batch;
import dev.cairn.data.Corpus;
import dev.cairn.data.DataSettings;
import dev.cairn.data.EvaluationSample;
import dev.cairn.data.TokenSequence;
import dev.cairn.engine.GradientMode;
import dev.cairn.engine.GraphScope;
import dev.cairn.model.TrainableModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loss on the held-out part: always on the same sample of it, so that the values of a run can
 * be compared.
 */
final class Evaluator implements AutoCloseable {

  /** The sample is the same whatever the run's seed, so that runs can be compared. */
  private static final long SAMPLE_SEED = 0;

  private final Batches batches;
  private final TokenSequence text;
  private final int context;
  private final List<long[]> sample;

  Evaluator(TrainableModel model, Corpus corpus, DataSettings data, EvaluationSettings evaluation) {
    this.batches = new Batches(model);
    this.text = corpus.heldOut();
    this.context = data.context();
    long windows = text.windows(context);
    int rows = data.batch();
    this.sample =
        evaluation.full()
            ? EvaluationSample.full(windows, rows)
            : EvaluationSample.of(windows, rows, evaluation.batches(), SAMPLE_SEED);
  }

  /** Whether anything is held out. */
  boolean possible() {
    return !sample.isEmpty();
  }

  /** {@code eval_loss}, the mean over the sample's tokens in nats, and {@code eval_perplexity}. */
  Map<String, Double> evaluate() {
    double sum = 0;
    long rows = 0;
    for (Batch batch : sample()) {
      sum += loss(batch) * batch.rows();
      rows += batch.rows();
    }
    double loss = sum / rows;
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("eval_loss", loss);
    metrics.put("eval_perplexity", Math.exp(loss));
    return metrics;
  }

  /** The batches of the sample, each made when it is asked for. */
  Iterable<Batch> sample() {
    return () -> sample.stream().map(windows -> text.batch(windows, context)).iterator();
  }

  /** The mean loss over a batch's tokens in nats. */
  double loss(Batch batch) {
    try (GraphScope scope = new GraphScope();
        GradientMode off = GradientMode.off()) {
      return batches.loss(batch, false).getFloat();
    }
  }

  @Override
  public void close() {
    batches.close();
  }
}
