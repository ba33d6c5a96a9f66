package dev.cairn.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scope of one forward and backward pass: closes every array made in it, and keeps alive until
 * then whatever the graph may still point to.
 *
 * <p>DJL backs an array made from Java data by a direct buffer that it drops when the array is
 * closed, though the graph still points at that memory; {@code array.mul(2)} closes such an array
 * at once. A garbage collection before the backward pass then frees the memory and gradients are
 * silently wrong. A plain {@link NDScope} sees every array as it is made; this one also holds on to
 * its buffer.
 */
public final class GraphScope implements AutoCloseable {

  private static final Field RESOURCES = field(NDScope.class, "resources");
  private static final Field BUFFER = field(PtNDArray.class, "dataRef");

  private final NDScope scope = new NDScope();
  private final BufferKeeper arrays = new BufferKeeper();

  /** Opens a scope on this thread. */
  public GraphScope() {
    try {
      RESOURCES.set(scope, arrays);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes arrays out of the scope: whoever gets them closes them. */
  public void release(List<NDArray> released) {
    released.forEach(arrays::remove);
  }

  /** Takes arrays over from an inner scope that released them. */
  public void adopt(List<NDArray> adopted) {
    adopted.forEach(array -> arrays.put(array, array));
  }

  @Override
  public void close() {
    scope.close();
    arrays.buffers.clear();
  }

  private static Field field(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("DJL is not of the tested version", e);
    }
  }

  /** The scope's register of arrays, which also takes a reference to each array's buffer. */
  private static final class BufferKeeper extends IdentityHashMap<NDArray, NDArray> {

    private static final long serialVersionUID = 1L;

    private final transient List<Object> buffers = new ArrayList<>();

    @Override
    public @Nullable NDArray put(NDArray key, NDArray value) {
      try {
        Object buffer = BUFFER.get(value);
        if (buffer != null) {
          buffers.add(buffer);
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
      return super.put(key, value);
    }
  }
}
