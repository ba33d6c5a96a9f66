package dev.cairn.engine;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Whether this thread records gradients, until closed. libtorch keeps the mode per thread and
 * starts threads with it on (the thread that loaded the engine: off), so whoever computes says
 * which it wants.
 */
public final class GradientMode implements AutoCloseable {

  private final boolean before;

  private GradientMode(boolean on) {
    before = JniUtils.isGradMode();
    JniUtils.setGradMode(on);
  }

  /** Records gradients until closed. */
  public static GradientMode on() {
    Libtorch.load();
    return new GradientMode(true);
  }

  /** Records no gradients until closed. */
  public static GradientMode off() {
    Libtorch.load();
    return new GradientMode(false);
  }

  @Override
  public void close() {
    JniUtils.setGradMode(before);
  }
}
