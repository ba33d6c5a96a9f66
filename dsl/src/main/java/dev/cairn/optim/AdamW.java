package dev.cairn.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.cairn.engine.EngineTensor;
import dev.cairn.engine.Operators;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW (Loshchilov and Hutter, 2019) with its moments by parameter name, so that they can be saved
 * and loaded. Matrices decay; vectors do not.
 */
public final class AdamW implements AutoCloseable {

  private static final String FIRST = ".exp_avg";
  private static final String SECOND = ".exp_avg_sq";

  private final AdamWSettings settings;
  private final NDManager manager;
  private final List<Slot> slots = new ArrayList<>();

  /** One parameter with its two moments and its place among the gradients. */
  private record Slot(String name, int index, NDArray parameter, NDArray first, NDArray second) {

    boolean decays() {
      return parameter.getShape().dimension() >= 2;
    }
  }

  /** An optimizer of the given parameters with moments of 0. */
  public AdamW(AdamWSettings settings, Map<String, NDArray> parameters) {
    this.settings = settings;
    this.manager = parameters.values().iterator().next().getManager().newSubManager();
    parameters.forEach(
        (name, parameter) ->
            slots.add(
                new Slot(
                    name,
                    slots.size(),
                    parameter,
                    manager.zeros(parameter.getShape(), parameter.getDataType()),
                    manager.zeros(parameter.getShape(), parameter.getDataType()))));
  }

  /**
   * Updates the parameters in place.
   *
   * @param gradients one for each parameter, in the order of the parameters
   * @param step the number of this update, from 1
   */
  public void update(List<NDArray> gradients, long step, double learningRate) {
    update(true, gradients, step, learningRate);
    update(false, gradients, step, learningRate);
  }

  private void update(boolean decays, List<NDArray> gradients, long step, double learningRate) {
    List<Slot> group = slots.stream().filter(slot -> slot.decays() == decays).toList();
    if (group.isEmpty()) {
      return;
    }
    Operators.adamW(
        group.stream().map(Slot::parameter).toList(),
        group.stream().map(slot -> gradients.get(slot.index())).toList(),
        group.stream().map(Slot::first).toList(),
        group.stream().map(Slot::second).toList(),
        step,
        learningRate,
        settings.beta1(),
        settings.beta2(),
        decays ? settings.weightDecay() : 0,
        settings.epsilon());
  }

  /**
   * The moments as named tensors, {@code <parameter>.exp_avg} and {@code <parameter>.exp_avg_sq}.
   */
  public List<NamedTensor> tensors() {
    List<NamedTensor> tensors = new ArrayList<>();
    for (Slot slot : slots) {
      tensors.add(EngineTensor.of(slot.name() + FIRST, slot.first()));
      tensors.add(EngineTensor.of(slot.name() + SECOND, slot.second()));
    }
    return tensors;
  }

  /**
   * Overwrites the moments.
   *
   * @throws IllegalArgumentException if a moment is missing or has another shape
   * @throws IOException if a tensor cannot be read
   */
  public void load(Map<String, NamedTensor> tensors) throws IOException {
    Map<String, NDArray> moments = new LinkedHashMap<>();
    for (Slot slot : slots) {
      moments.put(slot.name() + FIRST, slot.first());
      moments.put(slot.name() + SECOND, slot.second());
    }
    EngineTensor.load(tensors, moments);
  }

  @Override
  public void close() {
    manager.close();
  }
}
