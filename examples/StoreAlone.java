import dev.cairn.store.BestBy;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Retention;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.VerifyDepth;
import dev.cairn.store.WhenDiskFull;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.Shape;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The store with tensors of one's own: no engine, no trainer. */
final class StoreAlone {

  public static void main(String[] arguments) throws Exception {
    var rules = Retention.of(new KeepRule.KeepLast(2));
    var settings =
        new StoreSettings(rules, Optional.of(BestBy.of("eval_loss")), WhenDiskFull.CONTINUE);
    var run = Files.createTempDirectory("store-alone");
    try (var store = CheckpointStore.open(run, settings, event -> {})) {
      for (long step = 100; step <= 400; step += 100) {
        var weights = MemoryTensor.floats("layer.weight", Shape.of(2), 0.1f, 1f / step);
        store.save(List.of(weights), Map.of("eval_loss", Math.abs(step - 200.0)), step, step / 100.0);
      }
      try (var newest = store.load().orElseThrow()) {
        System.out.println(store.directory().path() + " holds " + newest.tensors().keySet());
      }
      store.pin(store.directory().latest().orElseThrow(), "before-lr-change");
      store.remove(store.directory().checkpoint(300).orElseThrow(), "not needed");
      System.out.println("best: " + store.updateBest().orElseThrow().name());
      System.out.println("let go: " + store.cleanup().size() + " more");
      for (var verified : store.directory().verify(VerifyDepth.FILES)) {
        System.out.println(verified.checkpoint().name() + " is whole: " + verified.whole());
      }
    }
  }
}
