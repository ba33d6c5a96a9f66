package dev.cairn.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import dev.cairn.engine.EngineTensor;
import dev.cairn.engine.Operators;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * GPT-2 as a DJL block: token ids [batch, time] in, logits [batch, time, vocabulary] out.
 * Parameters carry the names and shapes of Hugging Face's GPT2LMHeadModel (Conv1D weights are [in,
 * out]); the head is the token embedding.
 */
final class Gpt2 extends AbstractBlock {

  private static final double EPSILON = 1e-5;
  private static final float INITIAL_DEVIATION = 0.02f;
  private static final Initializer NORMAL = new NormalInitializer(INITIAL_DEVIATION);

  private final Gpt2Settings settings;
  private final int vocabularySize;
  private final Map<String, Shape> shapes = new HashMap<>();

  Gpt2(Gpt2Settings settings, int vocabularySize, int context) {
    this.settings = settings;
    this.vocabularySize = vocabularySize;
    int width = settings.width();
    // A residual path adds up 2 * layers contributions; their weights start smaller by its root
    // (Radford et al., 2019, section 2.3).
    Initializer residual =
        new NormalInitializer((float) (INITIAL_DEVIATION / Math.sqrt(2.0 * settings.layers())));
    add("transformer.wte.weight", NORMAL, vocabularySize, width);
    add("transformer.wpe.weight", NORMAL, context, width);
    for (int layer = 0; layer < settings.layers(); layer++) {
      String prefix = prefix(layer);
      addLayerNorm(prefix + "ln_1", width);
      addAffine(prefix + "attn.c_attn", NORMAL, width, 3L * width);
      addAffine(prefix + "attn.c_proj", residual, width, width);
      addLayerNorm(prefix + "ln_2", width);
      addAffine(prefix + "mlp.c_fc", NORMAL, width, 4L * width);
      addAffine(prefix + "mlp.c_proj", residual, 4L * width, width);
    }
    addLayerNorm("transformer.ln_f", width);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> unused) {
    NDArray ids = inputs.head();
    Pass pass = new Pass(store, ids.getDevice(), training);
    NDArray x = pass.embed(ids);
    for (int layer = 0; layer < settings.layers(); layer++) {
      String prefix = prefix(layer);
      x = x.add(pass.attend(prefix + "attn.", pass.norm(prefix + "ln_1", x)));
      x = x.add(pass.think(prefix + "mlp.", pass.norm(prefix + "ln_2", x)));
    }
    NDArray logits =
        Operators.tiedHead(pass.norm("transformer.ln_f", x), pass.get("transformer.wte.weight"));
    return new NDList(logits);
  }

  /** The sublayers of one forward pass, each on [batch, time, width]. */
  private final class Pass {

    private final ParameterStore store;
    private final Device device;
    private final boolean training;

    Pass(ParameterStore store, Device device, boolean training) {
      this.store = store;
      this.device = device;
      this.training = training;
    }

    NDArray embed(NDArray ids) {
      long time = ids.getShape().get(1);
      NDArray tokens = Operators.embedding(get("transformer.wte.weight"), ids);
      NDArray positions = Operators.narrow(get("transformer.wpe.weight"), 0, time);
      return dropout(tokens.add(positions));
    }

    NDArray attend(String prefix, NDArray x) {
      double attentionDropout = training ? settings.dropout() : 0;
      NDArray qkv = affine(prefix + "c_attn", x);
      NDArray mixed = Operators.causalSelfAttention(qkv, settings.heads(), attentionDropout);
      return dropout(affine(prefix + "c_proj", mixed));
    }

    NDArray think(String prefix, NDArray x) {
      return dropout(affine(prefix + "c_proj", Operators.geluTanh(affine(prefix + "c_fc", x))));
    }

    NDArray norm(String name, NDArray x) {
      return Operators.layerNorm(x, get(name + ".weight"), get(name + ".bias"), EPSILON);
    }

    NDArray affine(String name, NDArray x) {
      return Operators.affine(x, get(name + ".weight"), get(name + ".bias"));
    }

    NDArray dropout(NDArray x) {
      return training && settings.dropout() > 0 ? Operators.dropout(x, settings.dropout()) : x;
    }

    NDArray get(String name) {
      return store.getValue(parameters.get(name), device, training);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0].add(vocabularySize)};
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    parameters.values().forEach(parameter -> parameter.setShape(shapes.get(parameter.getName())));
  }

  /** Makes the parameters; every shape is known beforehand. */
  void initialize(NDManager manager) {
    initialize(manager, DataType.FLOAT32, new Shape(1, 1));
  }

  /** Takes each parameter from the tensor of its name, which it only reads. */
  void fill(NDManager manager, Map<String, NamedTensor> tensors) throws IOException {
    for (Parameter parameter : parameters.values()) {
      NamedTensor tensor = tensors.get(parameter.getName());
      if (tensor == null) {
        throw new IllegalArgumentException("the file has no tensor " + parameter.getName());
      }
      NDArray array = EngineTensor.array(manager, tensor, DType.F32);
      Shape needed = shapes.get(parameter.getName());
      if (!array.getShape().equals(needed)) {
        throw new IllegalArgumentException(
            "tensor %s is %s where %s is needed"
                .formatted(parameter.getName(), array.getShape(), needed));
      }
      parameter.setArray(array);
    }
  }

  private static String prefix(int layer) {
    return "transformer.h." + layer + ".";
  }

  private void addLayerNorm(String name, long width) {
    add(name + ".weight", Initializer.ONES, width);
    add(name + ".bias", Initializer.ZEROS, width);
  }

  private void addAffine(String name, Initializer initializer, long in, long out) {
    add(name + ".weight", initializer, in, out);
    add(name + ".bias", Initializer.ZEROS, out);
  }

  private void add(String name, Initializer initializer, long... shape) {
    shapes.put(name, new Shape(shape));
    addParameter(
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.OTHER)
            .optInitializer(initializer)
            .build());
  }
}
