package dev.cairn.share;

import dev.cairn.share.ShareException.Fault;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsFile;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** The segments of a file in planes, as its header lists them. */
record PlanesHeader(List<Segment> segments) {
  static final int BLOCK = 1 << 20;

  private static final long SMALL = 1 << 16;
  private static final byte[] MAGIC = {(byte) 0x89, 'C', 'R', 'N', 'P', 'L', 'N', '\n'};
  private static final int VERSION = 1;
  private static final int MOST_SEGMENTS = 1 << 16;
  private static final int SEGMENT_BYTES = 1 + Long.BYTES;
  private static final int FIXED_BYTES = MAGIC.length + Integer.BYTES + Long.BYTES + Integer.BYTES;

  /** Neighbouring bytes of the file that are dealt out alike. */
  record Segment(int width, long size) {
    private boolean small() {
      return size < SMALL;
    }
  }

  PlanesHeader {
    segments = List.copyOf(segments);
  }

  /** The segments of a safetensors file: its header, then each tensor, small ones together. */
  static PlanesHeader of(SafetensorsFile file, long fileSize) {
    List<NamedTensor> tensors = List.copyOf(file.tensors().values());
    long dataSize = tensors.stream().mapToLong(NamedTensor::byteSize).sum();
    List<Segment> segments = new ArrayList<>();
    segments.add(new Segment(1, fileSize - dataSize));
    tensors.forEach(tensor -> append(segments, tensor.dtype(), tensor.byteSize()));
    return new PlanesHeader(segments);
  }

  private static void append(List<Segment> segments, DType dtype, long size) {
    int last = segments.size() - 1;
    Segment before = segments.get(last);
    Segment next = new Segment(dtype.byteSize(), size);
    boolean joins = before.width() == next.width() && before.small() && next.small();
    if ((last > 0 && joins) || segments.size() == MOST_SEGMENTS) {
      segments.set(last, new Segment(before.width(), before.size() + size));
    } else {
      segments.add(next);
    }
  }

  /** The size of the file that the segments make. */
  long fileSize() {
    return segments.stream().mapToLong(Segment::size).sum();
  }

  ByteBuffer bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(FIXED_BYTES + segments.size() * SEGMENT_BYTES + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MAGIC)
            .putInt(VERSION)
            .putLong(fileSize())
            .putInt(segments.size());
    segments.forEach(segment -> bytes.put((byte) segment.width()).putLong(segment.size()));
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, bytes.position()));
    return bytes.putInt((int) crc.getValue()).flip();
  }

  /**
   * Reads a header.
   *
   * @param name what the messages call the file
   */
  static PlanesHeader read(DataInputStream in, Path name) throws IOException {
    ByteBuffer fixed = ByteBuffer.wrap(in.readNBytes(FIXED_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < MAGIC.length; i++) {
      if (i >= fixed.limit() || fixed.get(i) != MAGIC[i]) {
        throw ShareException.in(name, Fault.PLANES_MAGIC, "it does not begin as planes do");
      }
    }
    requireWhole(fixed, FIXED_BYTES, name);
    int version = fixed.position(MAGIC.length).getInt();
    if (version != VERSION) {
      String what = "it is of version " + Integer.toUnsignedString(version);
      throw ShareException.in(name, Fault.PLANES_VERSION, what + "; only a newer Cairn reads it");
    }
    long fileSize = fixed.getLong();
    int count = fixed.getInt();
    if (Integer.compareUnsigned(count, MOST_SEGMENTS) > 0) {
      throw header(name, "claims " + Integer.toUnsignedString(count) + " segments");
    }
    ByteBuffer table = readTable(in, count, name);
    requireChecksum(fixed, table, name);
    PlanesHeader header = new PlanesHeader(segments(table, count, name));
    header.requireSize(fileSize, name);
    return header;
  }

  private static ByteBuffer readTable(DataInputStream in, int count, Path name) throws IOException {
    int size = count * SEGMENT_BYTES + Integer.BYTES;
    ByteBuffer table = ByteBuffer.wrap(in.readNBytes(size)).order(ByteOrder.LITTLE_ENDIAN);
    requireWhole(table, size, name);
    return table;
  }

  private static void requireWhole(ByteBuffer bytes, int size, Path name) throws IOException {
    if (bytes.limit() < size) {
      throw ShareException.in(name, Fault.PLANES_LENGTH, "it ends inside its header");
    }
  }

  private static void requireChecksum(ByteBuffer fixed, ByteBuffer table, Path name)
      throws IOException {
    CRC32C crc = new CRC32C();
    int end = table.limit() - Integer.BYTES;
    crc.update(fixed.duplicate().rewind());
    crc.update(table.slice(0, end));
    if ((int) crc.getValue() != table.getInt(end)) {
      throw header(name, "does not match its CRC32C");
    }
  }

  private static List<Segment> segments(ByteBuffer table, int count, Path name) throws IOException {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int width = table.get();
      long size = table.getLong();
      if (size < 0 || !Planes.isWidth(width)) {
        throw header(name, "has a segment of %d bytes in elements of %d".formatted(size, width));
      }
      segments.add(new Segment(width, size));
    }
    return segments;
  }

  private void requireSize(long fileSize, Path name) throws IOException {
    long left = fileSize;
    for (Segment segment : segments) {
      left -= segment.size();
      if (left < 0) {
        break;
      }
    }
    if (left != 0) {
      throw header(name, "has segments that do not add up to the file's " + fileSize + " bytes");
    }
  }

  private static ShareException header(Path name, String what) {
    return ShareException.in(name, Fault.PLANES_HEADER, "its header " + what);
  }
}
