package dev.cairn.tensor;

/**
 * The element types of the safetensors format, in the order in which a canonical file lays its
 * tensors out.
 */
public enum DType {
  U64(8),
  I64(8),
  F64(8),
  C64(8),
  F32(4),
  U32(4),
  I32(4),
  BF16(2),
  F16(2),
  U16(2),
  I16(2),
  F8_E4M3(1),
  F8_E5M2(1),
  I8(1),
  U8(1),
  BOOL(1);

  private final int byteSize;

  DType(int byteSize) {
    this.byteSize = byteSize;
  }

  /** The size of one element in bytes. */
  public int byteSize() {
    return byteSize;
  }
}
