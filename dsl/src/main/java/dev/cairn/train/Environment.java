package dev.cairn.train;

import ai.djl.Device;
import dev.cairn.engine.Libtorch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the exact bytes of a run depend on beside its settings.
 *
 * @param processor the processor family, as the JVM names it
 * @param device "cpu" or "gpu"
 * @param threads how many threads one operation uses on the CPU
 * @param djl DJL's version
 * @param libtorch libtorch's version
 */
public record Environment(
    String processor, String device, int threads, String djl, String libtorch) {

  /** The environment of this process. */
  public static Environment of(Device device) {
    return new Environment(
        System.getProperty("os.arch"),
        device.isGpu() ? "gpu" : "cpu",
        Libtorch.threads(),
        Libtorch.djlVersion(),
        Libtorch.version());
  }

  /** As plain values, for a checkpoint. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("processor", processor);
    map.put("device", device);
    map.put("threads", Integer.toString(threads));
    map.put("djl", djl);
    map.put("libtorch", libtorch);
    return map;
  }

  /** What differs from a checkpoint's environment, a sentence each. */
  public List<String> differences(Map<String, String> checkpoint) {
    List<String> sentences = new ArrayList<>();
    toMap()
        .forEach(
            (name, now) -> {
              String before = checkpoint.getOrDefault(name, now);
              if (!before.equals(now)) {
                sentences.add("%s was %s and is %s".formatted(name, before, now));
              }
            });
    return sentences;
  }
}
