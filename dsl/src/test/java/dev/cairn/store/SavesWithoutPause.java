package dev.cairn.store;

import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.SafetensorsWriter;
import dev.cairn.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A process that saves, saves again, and goes back, until it is killed. It says {@code saving STEP
 * LOSS SHA256} before, and {@code saved STEP LOSS SHA256} once a save is acknowledged; the SHA-256
 * is that of the model's file, and is worked out without the store.
 */
final class SavesWithoutPause {
  private static final int KEPT = 3;

  private final CheckpointStore store;
  private final Random random;

  private SavesWithoutPause(CheckpointStore store, long seed) {
    this.store = store;
    this.random = new Random(seed);
  }

  public static void main(String[] args) throws IOException {
    try (CheckpointStore store = open(Path.of(args[0]))) {
      new SavesWithoutPause(store, Long.parseLong(args[1])).save();
    }
  }

  static CheckpointStore open(Path run) throws IOException {
    StoreSettings settings =
        new StoreSettings(
            Retention.of(new KeepRule.KeepLast(KEPT)),
            Optional.of(BestBy.of("eval_loss")),
            WhenDiskFull.STOP);
    return CheckpointStore.open(run, settings, event -> {});
  }

  private void save() throws IOException {
    long step = store.directory().latest().map(Checkpoint::step).orElse(0L);
    while (true) {
      switch (random.nextInt(8)) {
        case 0 -> save(step);
        case 1 -> step = goBack(step);
        default -> {
          store.metrics().append(step, step / 100.0, Map.of("loss", random.nextDouble()));
          step++;
          save(step);
        }
      }
    }
  }

  private long goBack(long step) throws IOException {
    List<Checkpoint> checkpoints = store.directory().checkpoints();
    if (checkpoints.size() < 2) {
      return step;
    }
    Checkpoint point = checkpoints.get(checkpoints.size() - 2);
    System.out.println("rewinding " + point.step());
    store.rewindTo(point, "asked for");
    System.out.println("rewound " + point.step());
    return point.step();
  }

  private void save(long step) throws IOException {
    MemoryTensor weight =
        MemoryTensor.floats("wte.weight", Shape.of(3), (float) step, random.nextFloat(), 2);
    double loss = random.nextInt(1000) / 1000.0;
    String said = " " + step + " " + loss + " " + sha256(weight);
    System.out.println("saving" + said);
    store.save(
        new CheckpointContent(
            step,
            step / 100.0,
            Map.of("eval_loss", loss),
            true,
            List.of(
                new CheckpointFile.Tensors(Contents.MODEL, List.of(weight)),
                new CheckpointFile.Text(Contents.STATE, "{}")),
            Optional.empty()));
    System.out.println("saved" + said);
  }

  private static String sha256(MemoryTensor tensor) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    SafetensorsWriter.write(List.of(tensor), Channels.newChannel(file));
    return Digests.sha256(file.toByteArray());
  }
}
