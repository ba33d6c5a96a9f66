package dev.cairn.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where everything stands in the one file that a set of tensors makes, whatever their order. */
final class CanonicalLayout {
  private static final int ALIGNMENT = 8;
  private static final Comparator<NamedTensor> ORDER =
      Comparator.comparing(NamedTensor::dtype)
          .thenComparing(tensor -> utf8(tensor.name()), Arrays::compareUnsigned);

  private final List<NamedTensor> tensors;
  private final byte[] header;
  private final long dataBytes;

  private CanonicalLayout(List<NamedTensor> tensors) {
    StringBuilder json = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    long begin = 0;
    for (NamedTensor tensor : tensors) {
      long end = Math.addExact(begin, tensor.byteSize());
      Entry entry = new Entry(tensor.name(), tensor.dtype(), tensor.shape(), begin, end);
      json.append(',').append(entry.json());
      begin = end;
    }
    this.tensors = tensors;
    header = padded(utf8(json.append('}')));
    dataBytes = begin;
  }

  static CanonicalLayout of(Collection<? extends NamedTensor> tensors) {
    checkNames(tensors);
    return new CanonicalLayout(
        tensors.stream().<NamedTensor>map(each -> each).sorted(ORDER).toList());
  }

  /** The tensors in the order of the file. */
  List<NamedTensor> tensors() {
    return tensors;
  }

  long fileSize() {
    return Long.BYTES + header.length + dataBytes;
  }

  /** The header with its length before it. */
  ByteBuffer prologue() {
    return ByteBuffer.allocate(Long.BYTES + header.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .flip();
  }

  private static void checkNames(Collection<? extends NamedTensor> tensors) {
    Set<String> names = new HashSet<>();
    names.add(HeaderParser.METADATA);
    for (NamedTensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException(
            "the name %s is %s; each tensor of a file needs a name of its own"
                .formatted(
                    JsonText.shortened(tensor.name()),
                    tensor.name().equals(HeaderParser.METADATA) ? "reserved" : "given twice"));
      }
    }
  }

  private static byte[] padded(byte[] json) {
    int size = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (size > SafetensorsFile.MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "the header needs %d bytes, over the format's limit of %d; write fewer tensors a file"
              .formatted(size, SafetensorsFile.MAX_HEADER_BYTES));
    }
    byte[] padded = Arrays.copyOf(json, size);
    Arrays.fill(padded, json.length, size, (byte) ' ');
    return padded;
  }

  private static byte[] utf8(CharSequence text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "a name holds half a surrogate pair: " + JsonText.shortened(text.toString()), e);
    }
  }
}
