package dev.cairn.compare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One way to train that an experiment tries.
 *
 * @param name its folder in the experiment's: {@code lr-3e-4_width-64}
 * @param settings what it sets, by path, as text, in the order of the axes
 */
public record Variant(String name, Map<String, String> settings) {

  /** Copies the map in its order. */
  public Variant {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }
}
