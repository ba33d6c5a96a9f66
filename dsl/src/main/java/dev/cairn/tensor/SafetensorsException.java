package dev.cairn.tensor;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is not valid safetensors. The message names the file and, where one is at fault, the
 * tensor.
 */
public final class SafetensorsException extends IOException {
  private static final long serialVersionUID = 1;

  private final Fault fault;

  private SafetensorsException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  static SafetensorsException in(Path file, Fault fault, String what) {
    return new SafetensorsException(fault, file + ": " + what);
  }

  static SafetensorsException in(Path file, String tensor, Fault fault, String what) {
    return in(file, fault, "tensor " + JsonText.shortened(tensor) + " " + what);
  }

  /** What is wrong with the file. */
  public Fault fault() {
    return fault;
  }

  /** The ways in which a file can be wrong. */
  public enum Fault {
    /** The file is shorter than the 8 bytes of the header's length. */
    TRUNCATED_LENGTH,
    /** The file ends inside the header. */
    TRUNCATED_HEADER,
    /** A tensor's offsets lead past the end of the file. */
    TRUNCATED_DATA,
    /** The header's length is over {@link SafetensorsFile#MAX_HEADER_BYTES}. */
    HEADER_TOO_LARGE,
    /** The header is not UTF-8. */
    INVALID_UTF8,
    /** The header is not JSON. */
    INVALID_JSON,
    /** The header does not begin with a brace. */
    NOT_AN_OBJECT,
    /** A tensor, a field of an entry or a key of the metadata is there twice. */
    DUPLICATE_KEY,
    /** An entry lacks its dtype, shape or data_offsets. */
    MISSING_FIELD,
    /** An entry or a field of it is another kind of value than it has to be. */
    WRONG_TYPE,
    /** The metadata is not an object of strings. */
    METADATA_NOT_STRINGS,
    /** The dtype is none of {@link DType}. */
    UNKNOWN_DTYPE,
    /** A size in a shape is negative. */
    NEGATIVE_SHAPE,
    /** The number of elements or bytes that a shape asks for does not fit into a long. */
    SHAPE_OVERFLOW,
    /** An offset is negative. */
    NEGATIVE_OFFSET,
    /** An offset does not fit into a long. */
    OFFSET_OVERFLOW,
    /** A tensor ends before it begins. */
    REVERSED_OFFSETS,
    /** The offsets span another number of bytes than dtype and shape need. */
    SIZE_MISMATCH,
    /** There are bytes between two tensors, or before the first, that belong to none. */
    HOLE,
    /** Two tensors share bytes. */
    OVERLAP,
    /** There are bytes after the last tensor. */
    TRAILING_BYTES
  }
}
