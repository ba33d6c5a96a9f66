package dev.cairn.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import dev.cairn.data.Batch;
import dev.cairn.data.CounterRandom;
import dev.cairn.engine.EngineTensor;
import dev.cairn.engine.Libtorch;
import dev.cairn.model.BlockModel;
import dev.cairn.model.Gpt2Settings;
import dev.cairn.model.LanguageModel;
import dev.cairn.model.ModelConfig;
import dev.cairn.model.TrainableModel;
import dev.cairn.optim.AdamW;
import dev.cairn.optim.AdamWSettings;
import dev.cairn.optim.OptimizerSettings;
import dev.cairn.optim.Schedule;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Models and batches that take a step in milliseconds. */
final class TinyRuns {

  static final int VOCABULARY = 11;
  static final int CONTEXT = 8;
  static final int WIDTH = 16;
  static final double RATE = 1e-2;

  private TinyRuns() {}

  static LanguageModel gpt2(double dropout) {
    return LanguageModel.create(
        new ModelConfig(new Gpt2Settings(1, 2, WIDTH, dropout), VOCABULARY, CONTEXT),
        Device.cpu(),
        7);
  }

  /** DJL's own encoder and loss, both of which multiply by Java numbers inside the graph. */
  static BlockModel stock() {
    NDManager manager = Libtorch.manager(Device.cpu());
    SequentialBlock block =
        new SequentialBlock()
            .add(
                new IdEmbedding.Builder()
                    .setDictionarySize(VOCABULARY)
                    .setEmbeddingSize(WIDTH)
                    .build())
            .add(new TransformerEncoderBlock(WIDTH, 2, 2 * WIDTH, 0.1f, Activation::gelu))
            .add(Activation.swishBlock(1.5f))
            .add(Linear.builder().setUnits(VOCABULARY).build());
    Libtorch.seed(7);
    block.setInitializer(new NormalInitializer(0.2f), Parameter.Type.WEIGHT);
    block.initialize(manager, DataType.FLOAT32, new Shape(CONTEXT, CONTEXT));
    return BlockModel.of(block, new SoftmaxCrossEntropyLoss("loss", 0.5f, -1, true, true), manager);
  }

  /** Random tokens; the same index gives the same batch. */
  static Batch batch(long index, int rows) {
    return new Batch(rows, CONTEXT, tokens(2 * index, rows), tokens(2 * index + 1, rows));
  }

  private static long[] tokens(long index, int rows) {
    return IntStream.range(0, rows * CONTEXT)
        .mapToLong(at -> Math.floorMod(CounterRandom.mix(5, index, at), (long) VOCABULARY))
        .toArray();
  }

  static OptimizerSettings optimizer(OptionalDouble clipNorm) {
    AdamWSettings adamW = new AdamWSettings(RATE, 0.9, 0.99, 1e-8, 0.1);
    return new OptimizerSettings(adamW, new Schedule.Constant(0), clipNorm, 1);
  }

  /**
   * Takes steps of one batch each, with as many rows as columns: DJL's pick, beneath its
   * cross-entropy, takes no other labels in two dimensions.
   */
  static void train(TrainableModel model, int steps) {
    OptimizerSettings settings = optimizer(OptionalDouble.of(1));
    try (AdamW adamW = new AdamW(settings.adamW(), model.parameters());
        TrainingStep training = new TrainingStep(model, adamW, settings, 3)) {
      for (int step = 1; step <= steps; step++) {
        training.take(step, RATE, List.of(batch(step, CONTEXT)));
      }
    }
  }

  /** The SHA-256 of the bytes of all parameters, one after the other. */
  static String digest(TrainableModel model) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (NDArray array : model.parameters().values()) {
        EngineTensor tensor = EngineTensor.of("parameter", array);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(tensor.byteSize()));
        tensor.read(0, bytes);
        digest.update(bytes.flip());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
