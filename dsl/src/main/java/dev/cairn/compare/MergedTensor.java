package dev.cairn.compare;

import dev.cairn.tensor.Converted;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import dev.cairn.tensor.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A tensor that is mixed as it is read, block by block, in double; F64 or F32. */
final class MergedTensor implements NamedTensor {
  private static final int BLOCK = 1 << 13;

  private final List<NamedTensor> parents;
  private final Mixture mixture;
  private final DType dtype;

  private MergedTensor(List<NamedTensor> parents, Mixture mixture, DType dtype) {
    this.parents = parents;
    this.mixture = mixture;
    this.dtype = dtype;
  }

  /** The mixture of the parents' tensors in the first one's type; the first itself of integers. */
  static NamedTensor of(Merge merge, List<NamedTensor> parents) throws IOException {
    NamedTensor first = parents.get(0);
    return switch (first.dtype()) {
      case F64 -> new MergedTensor(parents, Mixture.of(merge, parents), DType.F64);
      case F32, F16, BF16 ->
          Converted.as(
              first.dtype(), new MergedTensor(parents, Mixture.of(merge, parents), DType.F32));
      default -> first;
    };
  }

  @Override
  public String name() {
    return parents.get(0).name();
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public Shape shape() {
    return parents.get(0).shape();
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    requireWithin(offset, target);
    int width = dtype.byteSize();
    Block block = new Block();
    long position = offset;
    while (target.hasRemaining()) {
      int skipped = (int) (position % width);
      ByteBuffer mixed = block.mix(position / width, skipped + (long) target.remaining());
      int count = Math.min(mixed.remaining() - skipped, target.remaining());
      target.put(mixed.slice(skipped, count));
      position += count;
    }
  }

  /** One block of elements of each parent. */
  private final class Block {
    private final List<Values> sources = parents.stream().map(Values::of).toList();
    private final double[][] read = new double[sources.size()][BLOCK];
    private final double[] mixed = new double[BLOCK];
    private final ByteBuffer bytes =
        ByteBuffer.allocate(BLOCK * dtype.byteSize()).order(ByteOrder.LITTLE_ENDIAN);

    /** The elements from {@code first} on: enough for so many bytes, if they fit. */
    ByteBuffer mix(long first, long wanted) throws IOException {
      int count = (int) Math.min(BLOCK, (wanted + dtype.byteSize() - 1) / dtype.byteSize());
      for (int i = 0; i < read.length; i++) {
        sources.get(i).read(first, read[i], count);
      }
      mixture.mix(read, mixed, count);
      bytes.clear();
      for (int i = 0; i < count; i++) {
        if (dtype == DType.F64) {
          bytes.putDouble(mixed[i]);
        } else {
          bytes.putFloat((float) mixed[i]);
        }
      }
      return bytes.flip();
    }
  }
}
