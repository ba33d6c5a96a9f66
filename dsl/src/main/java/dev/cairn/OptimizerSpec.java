package dev.cairn;

import dev.cairn.optim.OptimizerSettings;
import dev.cairn.optim.Schedule;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** The block {@code optimizer { ... }}: how gradients become updates. */
public final class OptimizerSpec {

  private final AdamWSpec adamW;
  private final DecaySpec decay;
  private OptimizerSettings settings;

  OptimizerSpec(OptimizerSettings base) {
    adamW = new AdamWSpec(base.adamW());
    decay = new DecaySpec(base.schedule());
    settings = base;
  }

  /** AdamW's settings. */
  public OptimizerSpec adamW(Consumer<? super AdamWSpec> block) {
    block.accept(adamW);
    return set(
        new OptimizerSettings(
            adamW.build(), settings.schedule(), settings.clipNorm(), settings.accumulate()));
  }

  /** The learning rate falls along half a cosine. */
  public OptimizerSpec cosine(Consumer<? super DecaySpec> block) {
    block.accept(decay);
    return schedule(new Schedule.Cosine(decay.warmup(), decay.floor(), decay.horizon()));
  }

  /** The learning rate falls along a straight line. */
  public OptimizerSpec linear(Consumer<? super DecaySpec> block) {
    block.accept(decay);
    return schedule(new Schedule.Linear(decay.warmup(), decay.floor(), decay.horizon()));
  }

  /** The learning rate stays, after a warm-up of so many steps. The default, with 0. */
  public OptimizerSpec constant(long warmup) {
    return schedule(new Schedule.Constant(warmup));
  }

  /** Scales gradients down to this global norm where they are above it. Default 1. */
  public OptimizerSpec clipNorm(double norm) {
    return clip(OptionalDouble.of(norm));
  }

  /** Leaves gradients as they are. */
  public OptimizerSpec noClipping() {
    return clip(OptionalDouble.empty());
  }

  /** How many batches make one step; their gradients are averaged. Default 1. */
  public OptimizerSpec accumulate(int batches) {
    return set(
        new OptimizerSettings(settings.adamW(), settings.schedule(), settings.clipNorm(), batches));
  }

  private OptimizerSpec schedule(Schedule schedule) {
    return set(
        new OptimizerSettings(
            settings.adamW(), schedule, settings.clipNorm(), settings.accumulate()));
  }

  private OptimizerSpec clip(OptionalDouble norm) {
    return set(
        new OptimizerSettings(settings.adamW(), settings.schedule(), norm, settings.accumulate()));
  }

  private OptimizerSpec set(OptimizerSettings checked) {
    settings = checked;
    return this;
  }

  OptimizerSettings build() {
    return settings;
  }
}
