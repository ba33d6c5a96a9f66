package dev.cairn.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cairn.data.Batch;
import dev.cairn.data.Corpus;
import dev.cairn.data.VocabularyKind;
import dev.cairn.engine.GradientMode;
import dev.cairn.engine.GraphScope;
import dev.cairn.engine.Libtorch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The text of a {@link HeldOutSample}, to score models on as training does. */
public final class HeldOutText {

  private final HeldOutSample sample;
  private final Corpus corpus;

  private HeldOutText(HeldOutSample sample, Corpus corpus) {
    this.sample = sample;
    this.corpus = corpus;
  }

  /**
   * Reads the text.
   *
   * @throws IOException if it is missing or cannot be read
   * @throws IllegalArgumentException if it is not the text that was trained on, or none of it was
   *     held out
   */
  public static HeldOutText load(HeldOutSample sample) throws IOException {
    if (sample.data().holdOut() == 0) {
      throw new IllegalArgumentException(
          "the run held out no text: holdOut(0.1) in data keeps some to evaluate on");
    }
    Corpus corpus = Corpus.load(sample.data());
    if (!corpus.fingerprint().equals(sample.fingerprint())) {
      throw new IllegalArgumentException(
          "the text of the run is not the one that it was trained on: it was changed since");
    }
    return new HeldOutText(sample, corpus);
  }

  /** Which batches of it are taken. */
  public HeldOutSample sample() {
    return sample;
  }

  /** The score of each batch, in their order; the losses are those of training's evaluations. */
  public List<BatchScore> scores(TrainedModel trained) {
    List<BatchScore> scores = new ArrayList<>();
    try (Evaluator evaluator =
            new Evaluator(trained.model(), corpus, sample.data(), sample.evaluation());
        NDManager manager = Libtorch.manager(trained.model().device())) {
      for (Batch batch : evaluator.sample()) {
        scores.add(
            new BatchScore(
                batch.labels().length,
                bytes(batch),
                evaluator.loss(batch),
                correct(trained, batch, manager)));
      }
    }
    return scores;
  }

  private static long correct(TrainedModel trained, Batch batch, NDManager manager) {
    try (GraphScope scope = new GraphScope();
        GradientMode off = GradientMode.off()) {
      NDArray inputs = manager.create(batch.inputs(), new Shape(batch.rows(), batch.columns()));
      long[] likeliest = trained.model().logits(inputs, false).argMax(-1).toLongArray();
      long correct = 0;
      for (int i = 0; i < likeliest.length; i++) {
        correct += likeliest[i] == batch.labels()[i] ? 1 : 0;
      }
      return correct;
    }
  }

  private long bytes(Batch batch) {
    if (sample.data().vocabulary() == VocabularyKind.BYTES) {
      return batch.labels().length;
    }
    int[] ids = Arrays.stream(batch.labels()).mapToInt(Math::toIntExact).toArray();
    return corpus.tokenizer().decode(ids).getBytes(StandardCharsets.UTF_8).length;
  }
}
