import dev.cairn.store.CheckpointContent;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.StoreSettings;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.Shape;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The store with tensors of one's own: no engine, no trainer. */
final class StoreAlone {

  public static void main(String[] arguments) throws Exception {
    var weights = MemoryTensor.floats("layer.weight", Shape.of(2, 2), 0.1f, 0.2f, 0.3f, 0.4f);
    var file = new CheckpointFile.Tensors("model.safetensors", List.of(weights));
    var content =
        new CheckpointContent(
            100, 1.5, Map.of("eval_loss", 0.25), true, List.of(file), Optional.empty());

    var run = Files.createTempDirectory("store-alone");
    try (var store = CheckpointStore.open(run, StoreSettings.keepingAll(), event -> {})) {
      store.save(content);
      var newest = store.newestValid().orElseThrow();
      try (CheckpointReader reader = newest.open()) {
        System.out.println(newest.path() + " holds " + reader.tensors("model.safetensors").keySet());
      }
    }
  }
}
