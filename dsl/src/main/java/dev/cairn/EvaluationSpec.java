package dev.cairn;

import dev.cairn.train.EvaluationSettings;
import java.util.OptionalLong;

/** The block {@code evaluation { ... }}: when and on what to evaluate. */
public final class EvaluationSpec {

  private EvaluationSettings settings;

  EvaluationSpec(EvaluationSettings base) {
    settings = base;
  }

  /** Evaluates before the first step and after every so many. Default: only where it is needed. */
  public EvaluationSpec every(long steps) {
    return set(new EvaluationSettings(OptionalLong.of(steps), settings.batches(), settings.full()));
  }

  /** How many batches of the held-out part make the fixed sample. Default 20. */
  public EvaluationSpec batches(int count) {
    return set(new EvaluationSettings(settings.every(), count, false));
  }

  /** Evaluates on all of the held-out part. */
  public EvaluationSpec full() {
    return set(new EvaluationSettings(settings.every(), settings.batches(), true));
  }

  private EvaluationSpec set(EvaluationSettings checked) {
    settings = checked;
    return this;
  }

  EvaluationSettings build() {
    return settings;
  }
}
