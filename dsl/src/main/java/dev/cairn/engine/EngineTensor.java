package dev.cairn.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.cairn.tensor.Converted;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * An engine's array as a named tensor: a view, so that later updates in place show through. Read
 * and written by runs of elements, because the engine hands out buffers of at most 2 GiB.
 */
public final class EngineTensor implements NamedTensor {

  private static final int LOAD_BYTES = 1 << 26;

  private static final Map<DataType, DType> TYPES =
      Map.of(
          DataType.FLOAT32, DType.F32,
          DataType.FLOAT64, DType.F64,
          DataType.FLOAT16, DType.F16,
          DataType.INT64, DType.I64,
          DataType.INT32, DType.I32,
          DataType.INT16, DType.I16,
          DataType.INT8, DType.I8,
          DataType.UINT8, DType.U8,
          DataType.BOOLEAN, DType.BOOL);

  private final String name;
  private final NDArray array;
  private final DType dtype;
  private final Shape shape;

  private EngineTensor(String name, NDArray array) {
    this.name = name;
    this.array = array;
    this.dtype = dtype(array.getDataType());
    this.shape = Shape.of(array.getShape().getShape());
  }

  /** A view of an array; valid until the array is closed. */
  public static EngineTensor of(String name, NDArray array) {
    return new EngineTensor(name, array);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    int length = target.remaining();
    requireWithin(offset, target);
    long first = offset / dtype.byteSize();
    long end = -Math.floorDiv(-(offset + length), dtype.byteSize());
    if (length == 0) {
      return;
    }
    try (NDArray flat = array.flatten();
        NDArray run = Operators.narrow(flat, first, end - first)) {
      ByteBuffer bytes = run.toByteBuffer(!array.getDevice().isGpu());
      bytes.position(Math.toIntExact(offset - first * dtype.byteSize()));
      bytes.limit(bytes.position() + length);
      target.put(bytes);
    }
  }

  /**
   * An array for reading only that holds a tensor's values. On the CPU it lies in the tensor's own
   * file, mapped into memory: nothing is copied, and pages that are never used are never read.
   *
   * @param dtype the type of the array; where the tensor has another, its values are converted
   * @throws IOException if the tensor cannot be read
   */
  public static NDArray array(NDManager manager, NamedTensor tensor, DType dtype)
      throws IOException {
    long[] sizes = tensor.shape().sizes().stream().mapToLong(Long::longValue).toArray();
    ai.djl.ndarray.types.Shape shape = new ai.djl.ndarray.types.Shape(sizes);
    if (!manager.getDevice().isGpu() && tensor.dtype() == dtype && tensor.byteSize() > 0) {
      Optional<ByteBuffer> view = tensor.view().filter(ByteBuffer::isDirect);
      if (view.isPresent()) {
        return manager.create(view.get(), shape, dataType(dtype));
      }
    }
    NDArray array = manager.create(shape, dataType(dtype));
    load(tensor, array);
    return array;
  }

  /**
   * Overwrites each array with the tensor of its name, converted to the array's type.
   *
   * @throws IllegalArgumentException if a tensor is missing, has another shape, or does not convert
   * @throws IOException if a tensor cannot be read
   */
  public static void load(Map<String, NamedTensor> sources, Map<String, NDArray> targets)
      throws IOException {
    for (Map.Entry<String, NDArray> target : targets.entrySet()) {
      NamedTensor source = sources.get(target.getKey());
      if (source == null) {
        throw new IllegalArgumentException("the file has no tensor " + target.getKey());
      }
      load(source, target.getValue());
    }
  }

  /**
   * Overwrites an array with a tensor's values. Floats convert to one another. The array keeps its
   * own memory, whose alignment the CPU's kernels, and so the exact bytes of a sum, may depend on.
   *
   * @throws IllegalArgumentException if shapes differ, or types that do not convert
   * @throws IOException if the tensor cannot be read
   */
  static void load(NamedTensor source, NDArray target) throws IOException {
    EngineTensor view = of(source.name(), target);
    if (!view.shape().equals(source.shape())) {
      throw new IllegalArgumentException(
          "tensor %s is %s %s where %s %s is needed"
              .formatted(
                  source.name(), source.dtype(), source.shape(), view.dtype(), view.shape()));
    }
    NamedTensor converted = Converted.as(view.dtype(), source);
    int size = view.dtype().byteSize();
    long elements = view.shape().size();
    long run = LOAD_BYTES / size;
    try (GradientMode off = GradientMode.off();
        NDArray flat = target.reshape(elements)) {
      for (long first = 0; first < elements; first += run) {
        long end = Math.min(elements, first + run);
        ByteBuffer bytes =
            ByteBuffer.allocateDirect(Math.toIntExact((end - first) * size))
                .order(ByteOrder.nativeOrder());
        converted.read(first * size, bytes);
        copy(bytes.flip(), flat, first, end);
      }
    }
  }

  private static void copy(ByteBuffer bytes, NDArray flat, long first, long end) {
    try (NDManager manager = flat.getManager().newSubManager();
        NDArray run = Operators.narrow(flat, first, end - first)) {
      Operators.copy(run, manager.create(bytes, run.getShape(), run.getDataType()));
    }
  }

  private static DataType dataType(DType dtype) {
    return Arrays.stream(DataType.values())
        .filter(type -> TYPES.get(type) == dtype)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the engine has no arrays of " + dtype));
  }

  private static DType dtype(DataType type) {
    DType dtype = TYPES.get(type);
    if (dtype == null) {
      throw new IllegalArgumentException("no safetensors type for the engine's " + type);
    }
    return dtype;
  }
}
