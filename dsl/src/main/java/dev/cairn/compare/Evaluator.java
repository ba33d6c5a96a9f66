package dev.cairn.compare;

import dev.cairn.store.Checkpoint;
import dev.cairn.train.BatchScore;
import dev.cairn.train.HeldOutSample;
import dev.cairn.train.HeldOutText;
import dev.cairn.train.TrainedModel;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates checkpoints one after the other. What was found out before is not worked out again; a
 * model is loaded only where something is not known yet.
 */
public final class Evaluator {

  private final EvaluationPlan plan;
  private @Nullable HeldOutText text;

  /** An evaluator that follows a plan. */
  public Evaluator(EvaluationPlan plan) {
    this.plan = plan;
  }

  /**
   * Evaluates a checkpoint, and stores the results beside it.
   *
   * @throws IOException if it is damaged, or its text cannot be read
   * @throws IllegalArgumentException if the text is not the one that it was trained on
   */
  public Evaluation evaluate(Checkpoint checkpoint) throws IOException {
    StoredAnswers answers = StoredAnswers.of(checkpoint);
    try (Model model = new Model(checkpoint, plan.device())) {
      String sample = "";
      List<BatchScore> scores = List.of();
      if (!plan.scores().isEmpty()) {
        HeldOutSample heldOut = HeldOutSample.of(checkpoint);
        sample = heldOut.key();
        scores = scores(heldOut, answers, model);
      }
      List<GeneratedText> texts = texts(answers, model);
      answers.save();
      return new Evaluation(sample, scores, plan.scores(), texts, shares(texts));
    }
  }

  private List<BatchScore> scores(HeldOutSample sample, StoredAnswers answers, Model model)
      throws IOException {
    String question = "held-out: " + sample.key();
    Optional<List<BatchScore>> known = ScoreTree.read(answers.get(question));
    if (known.isPresent()) {
      return known.get();
    }
    List<BatchScore> scores = text(sample).scores(model.loaded());
    answers.put(question, ScoreTree.of(scores));
    // Texts may take long: a kill among them shall not cost the scores.
    answers.save();
    return scores;
  }

  /** Checkpoints of a run have one text: it is read once. */
  private HeldOutText text(HeldOutSample sample) throws IOException {
    HeldOutText read = text;
    if (read == null || !read.sample().equals(sample)) {
      text = null;
      read = HeldOutText.load(sample);
      text = read;
    }
    return read;
  }

  private List<GeneratedText> texts(StoredAnswers answers, Model model) throws IOException {
    List<GeneratedText> texts = new ArrayList<>();
    for (String prompt : plan.prompts()) {
      String question = "prompt: " + plan.generation() + " " + prompt;
      if (!(answers.get(question) instanceof String)) {
        answers.put(question, written(prompt, model.loaded()));
      }
      texts.add(new GeneratedText(prompt, String.valueOf(answers.get(question)), Optional.empty()));
    }
    for (TestCase test : plan.tests()) {
      int wanted = test.expected().length();
      String question = "test: %d %s%s".formatted(wanted, test.prompt(), test.expected());
      if (!(answers.get(question) instanceof String)) {
        answers.put(question, model.loaded().likeliest(test.prompt(), test.expected()).orElse(""));
      }
      texts.add(
          new GeneratedText(
              test.prompt(), String.valueOf(answers.get(question)), Optional.of(test.expected())));
    }
    return texts;
  }

  private String written(String prompt, TrainedModel model) {
    return model.generate(prompt, plan.generation()).substring(prompt.length());
  }

  private Map<String, Double> shares(List<GeneratedText> texts) {
    Map<String, Double> shares = new LinkedHashMap<>();
    List<GeneratedText> tested =
        texts.stream().filter(text -> text.expected().isPresent()).toList();
    if (!tested.isEmpty()) {
      shares.put(
          "exact_match", share(tested, text -> text.text().equals(text.expected().orElseThrow())));
    }
    plan.metrics().forEach(metric -> shares.put(metric.name(), share(texts, metric.holds())));
    return shares;
  }

  private static double share(List<GeneratedText> texts, Predicate<? super GeneratedText> holds) {
    return (double) texts.stream().filter(holds).count() / texts.size();
  }

  /** The checkpoint's model, from when it is needed first. */
  private static final class Model implements AutoCloseable {

    private final Checkpoint checkpoint;
    private final String device;
    private @Nullable TrainedModel model;

    private Model(Checkpoint checkpoint, String device) {
      this.checkpoint = checkpoint;
      this.device = device;
    }

    private TrainedModel loaded() throws IOException {
      TrainedModel ready = model == null ? TrainedModel.load(checkpoint, device) : model;
      model = ready;
      return ready;
    }

    @Override
    public void close() {
      if (model != null) {
        model.close();
        giveBack();
      }
    }

    /**
     * Weights are mapped from their files. Java unmaps a file when it collects the buffer over it,
     * and small buffers over large files give it no reason to: of many checkpoints all would stay.
     */
    private void giveBack() {
      long mapped =
          ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("mapped"))
              .mapToLong(BufferPoolMXBean::getMemoryUsed)
              .sum();
      if (mapped > checkpoint.bytes()) {
        System.gc();
      }
    }
  }
}
