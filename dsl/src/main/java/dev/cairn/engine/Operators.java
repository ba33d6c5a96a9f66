package dev.cairn.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * The libtorch operators that DJL's API lacks, with their gradients: fused attention, tanh-GELU,
 * layer norm and cross-entropy as single kernels, gradients as values, fused AdamW. They run on
 * every device libtorch runs on.
 *
 * <p>Results belong to the manager of the first operand; inside a {@link GraphScope} they are
 * closed with it. Gradients are recorded where {@link GradientMode} is on.
 */
public final class Operators {

  private Operators() {}

  /** Rows of {@code weight} [vocabulary, width] by {@code ids} [...]; gives [..., width]. */
  public static NDArray embedding(NDArray weight, NDArray ids) {
    return one("embedding", weight, from(weight), from(ids));
  }

  /** A view of {@code length} elements along the first dimension; DJL's own slices are copies. */
  public static NDArray narrow(NDArray x, long start, long length) {
    return one("narrow", x, from(x), IValue.from(start), IValue.from(length));
  }

  /** Overwrites {@code target} with the values of {@code source}, from any device. */
  static void copy(NDArray target, NDArray source) {
    call("copy", from(target), from(source)).close();
  }

  /** Normalises the last dimension, then scales by {@code weight} and shifts by {@code bias}. */
  public static NDArray layerNorm(NDArray x, NDArray weight, NDArray bias, double epsilon) {
    return one("layer_norm", x, from(x), from(weight), from(bias), IValue.from(epsilon));
  }

  /** {@code x} [..., in] times {@code weight} [in, out] plus {@code bias} [out]. */
  public static NDArray affine(NDArray x, NDArray weight, NDArray bias) {
    return one("affine", x, from(x), from(weight), from(bias));
  }

  /** Logits of a head tied to the embedding: {@code x} [..., width] times its transpose. */
  public static NDArray tiedHead(NDArray x, NDArray embedding) {
    return one("tied_head", x, from(x), from(embedding));
  }

  /** GELU in the tanh approximation that GPT-2 uses (Hendrycks and Gimpel, 2016, section 2). */
  public static NDArray geluTanh(NDArray x) {
    return one("gelu_tanh", x, from(x));
  }

  /** Zeroes elements with the given probability and scales up the rest; for training only. */
  public static NDArray dropout(NDArray x, double probability) {
    return one("dropout", x, from(x), IValue.from(probability));
  }

  /**
   * Causal multi-head attention (Vaswani et al., 2017).
   *
   * @param qkv queries, keys and values side by side, [batch, time, 3 * width]
   * @param heads the number of heads; divides the width
   * @param dropout the probability of dropping an attention weight, 0 for none
   * @return [batch, time, width]
   */
  public static NDArray causalSelfAttention(NDArray qkv, long heads, double dropout) {
    return one("causal_self_attention", qkv, from(qkv), IValue.from(heads), IValue.from(dropout));
  }

  /** The mean cross-entropy of {@code logits} [..., classes] against {@code labels} [...]. */
  public static NDArray crossEntropy(NDArray logits, NDArray labels) {
    return one("cross_entropy", logits, from(logits), from(labels));
  }

  /** The gradients of a scalar, one for each parameter and in their order; zeros where unused. */
  public static List<NDArray> gradients(NDArray loss, List<NDArray> parameters) {
    return many("gradients", loss, from(loss), from(parameters));
  }

  /**
   * New tensors: the sums of two lists, one by one. Gradients may share memory, so none is updated.
   */
  public static List<NDArray> sums(List<NDArray> left, List<NDArray> right) {
    return many("sums", left.get(0), from(left), from(right));
  }

  /** The Euclidean norm over all elements of all tensors. */
  public static double globalNorm(List<NDArray> tensors) {
    try (IValue result = call("global_norm", from(tensors))) {
      return result.toDouble();
    }
  }

  /** New tensors: each multiplied by a factor. */
  public static List<NDArray> scaled(List<NDArray> tensors, double factor) {
    return many("scaled", tensors.get(0), from(tensors), IValue.from(factor));
  }

  /**
   * One AdamW update in place (Loshchilov and Hutter, 2019, algorithm 2, with epsilon outside the
   * bias-corrected root as in PyTorch).
   *
   * @param step the number of this update, from 1
   */
  public static void adamW(
      List<NDArray> parameters,
      List<NDArray> gradients,
      List<NDArray> firstMoments,
      List<NDArray> secondMoments,
      long step,
      double learningRate,
      double beta1,
      double beta2,
      double weightDecay,
      double epsilon) {
    call(
            "adamw",
            from(parameters),
            from(gradients),
            from(firstMoments),
            from(secondMoments),
            IValue.from((double) step),
            IValue.from(learningRate),
            IValue.from(beta1),
            IValue.from(beta2),
            IValue.from(weightDecay),
            IValue.from(epsilon))
        .close();
  }

  private static NDArray one(String operator, NDArray owner, IValue... arguments) {
    try (IValue result = call(operator, arguments)) {
      return result.toTensor((PtNDManager) owner.getManager());
    }
  }

  private static List<NDArray> many(String operator, NDArray owner, IValue... arguments) {
    try (IValue result = call(operator, arguments)) {
      return List.of(result.toTensorArray((PtNDManager) owner.getManager()));
    }
  }

  private static IValue call(String operator, IValue... arguments) {
    // Per thread in libtorch, so set on each call: the optimizer rewrites a graph after its first
    // runs, and a resumed run would then compute its first steps in another way.
    JniUtils.setGraphExecutorOptimize(false);
    try {
      return TorchScript.operators().run(operator, arguments);
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }

  private static IValue from(NDArray array) {
    return IValue.from((PtNDArray) array);
  }

  private static IValue from(List<NDArray> arrays) {
    return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
  }
}
