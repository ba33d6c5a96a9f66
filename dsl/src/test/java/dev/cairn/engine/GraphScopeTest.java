package dev.cairn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GraphScopeTest {

  private final NDManager manager = Libtorch.manager(Device.cpu());

  @AfterEach
  void closeTheManager() {
    manager.close();
  }

  @Test
  void theBufferOfAClosedArrayLivesUntilTheScopeCloses() {
    WeakReference<ByteBuffer> buffer;
    try (GraphScope scope = new GraphScope()) {
      buffer = bufferOfAClosedArray();
      System.gc();
      assertThat(buffer.get()).isNotNull();
    }
    System.gc();
    assertThat(buffer.get()).isNull();
  }

  @Test
  void theBufferOfAnInnerScopeLivesNoLongerThanThatScope() {
    try (GraphScope outer = new GraphScope()) {
      WeakReference<ByteBuffer> buffer;
      try (GraphScope inner = new GraphScope()) {
        buffer = bufferOfAClosedArray();
      }
      System.gc();
      assertThat(buffer.get()).isNull();
    }
  }

  /** The engine takes the buffer as the array's memory, without a copy. */
  private WeakReference<ByteBuffer> bufferOfAClosedArray() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder());
    manager.create(buffer, new Shape(), DataType.FLOAT32).close();
    return new WeakReference<>(buffer);
  }

  @Test
  void everyArrayMadeInAScopeIsClosedWithIt() {
    NDArray parameter = manager.ones(new Shape(2));
    try (GraphScope scope = new GraphScope()) {
      parameter.mul(3).add(parameter).sum();
      assertThat(manager.getManagedArrays()).hasSizeGreaterThan(1);
    }
    assertThat(manager.getManagedArrays()).containsExactly(parameter);
  }

  @Test
  void aReleasedArrayOutlivesTheScopeAndClosesWithTheOneThatAdoptsIt() {
    try (GraphScope outer = new GraphScope()) {
      NDArray result;
      try (GraphScope inner = new GraphScope()) {
        result = manager.ones(new Shape(2)).mul(3);
        inner.release(List.of(result));
      }
      outer.adopt(List.of(result));
      assertThat(result.toFloatArray()).containsExactly(3, 3);
    }
    assertThat(manager.getManagedArrays()).isEmpty();
  }
}
