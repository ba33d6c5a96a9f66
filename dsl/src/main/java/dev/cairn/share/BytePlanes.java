package dev.cairn.share;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.cairn.share.ShareException.Fault;
import dev.cairn.tensor.SafetensorsFile;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Compresses safetensors files by way of byte planes: the first bytes of all elements, then the
 * second ones, and so on, each by zstd. Exponents are alike and shrink; fractions are not. What is
 * decompressed is the same file, byte by byte. The format is in docs/formats.md.
 */
public final class BytePlanes {
  /** The ending of a file in planes, after the name it had. */
  public static final String SUFFIX = ".planes";

  private static final int FAST = 1;
  private static final int LONGEST_MINIMUM = 7;
  private static final int SMALL_TABLE = 8;

  private BytePlanes() {}

  /**
   * Compresses a file.
   *
   * @throws dev.cairn.tensor.SafetensorsException if it is not valid safetensors
   */
  public static void compress(Path safetensors, OutputStream out) throws IOException {
    try (InputStream in = Files.newInputStream(safetensors)) {
      compress(in, header(safetensors), out);
    }
  }

  static PlanesHeader header(Path safetensors) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(safetensors)) {
      return PlanesHeader.of(file, Files.size(safetensors));
    }
  }

  static void compress(InputStream in, PlanesHeader header, OutputStream out) throws IOException {
    out.write(header.bytes().array());
    try (ZstdCompressCtx zstd = zstd()) {
      Compressor compressor = new Compressor(zstd, out);
      for (PlanesHeader.Segment segment : header.segments()) {
        for (long left = segment.size(); left > 0; left -= PlanesHeader.BLOCK) {
          compressor.block(in, segment.width(), (int) Math.min(left, PlanesHeader.BLOCK));
        }
      }
    }
  }

  /**
   * A plane has few values and no words: what repeats in it repeats by chance. Looking for matches
   * costs time and, since each is dearer than the letters that it stands for, bytes too; so only
   * long ones are looked for, in a small table, and Huffman's code does the rest.
   */
  private static ZstdCompressCtx zstd() {
    return new ZstdCompressCtx()
        .setStrategy(FAST)
        .setMinMatch(LONGEST_MINIMUM)
        .setHashLog(SMALL_TABLE);
  }

  /**
   * Writes the file that was compressed.
   *
   * @param name what messages call the compressed file
   * @throws ShareException if a byte is not as it was written, or one is missing or too many
   */
  public static void decompress(InputStream planes, Path name, OutputStream out)
      throws IOException {
    DataInputStream in = new DataInputStream(planes);
    PlanesHeader header = PlanesHeader.read(in, name);
    try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
      Decompressor decompressor = new Decompressor(in, name, zstd);
      for (PlanesHeader.Segment segment : header.segments()) {
        for (long left = segment.size(); left > 0; left -= PlanesHeader.BLOCK) {
          int size = (int) Math.min(left, PlanesHeader.BLOCK);
          out.write(decompressor.block(segment.width(), size), 0, size);
        }
      }
    }
    if (in.read() >= 0) {
      throw ShareException.in(name, Fault.PLANES_LENGTH, "it goes on after its last block");
    }
  }

  private static int crc32c(byte[] block, int size) {
    CRC32C crc = new CRC32C();
    crc.update(block, 0, size);
    return (int) crc.getValue();
  }

  /** Compresses one block after the other, in buffers that it keeps. */
  private static final class Compressor {
    private final ZstdCompressCtx zstd;
    private final OutputStream out;
    private final byte[] block = new byte[PlanesHeader.BLOCK];
    private final byte[] planes = new byte[PlanesHeader.BLOCK];
    private final byte[] packed = new byte[(int) Zstd.compressBound(PlanesHeader.BLOCK)];
    private final ByteBuffer number =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private Compressor(ZstdCompressCtx zstd, OutputStream out) {
      this.zstd = zstd;
      this.out = out;
    }

    private void block(InputStream in, int width, int size) throws IOException {
      if (in.readNBytes(block, 0, size) < size) {
        throw new IOException("the file became shorter while it was read");
      }
      number(crc32c(block, size));
      Planes.split(block, size, width, planes);
      int begin = 0;
      for (int plane = 0; plane < width; plane++) {
        int planeSize = Planes.size(plane, width, size);
        plane(begin, planeSize);
        begin += planeSize;
      }
    }

    private void plane(int begin, int size) throws IOException {
      int count =
          Planes.looksRandom(planes, begin, size)
              ? size
              : zstd.compressByteArray(packed, 0, packed.length, planes, begin, size);
      boolean shrinks = count < size;
      number(shrinks ? count : size);
      out.write(shrinks ? packed : planes, shrinks ? 0 : begin, shrinks ? count : size);
    }

    private void number(int value) throws IOException {
      out.write(number.putInt(0, value).array());
    }
  }

  /** Decompresses one block after the other, in buffers that it keeps. */
  private static final class Decompressor {
    private final DataInputStream in;
    private final Path name;
    private final ZstdDecompressCtx zstd;
    private final byte[] block = new byte[PlanesHeader.BLOCK];
    private final byte[] planes = new byte[PlanesHeader.BLOCK];
    private final byte[] packed = new byte[PlanesHeader.BLOCK];

    private Decompressor(DataInputStream in, Path name, ZstdDecompressCtx zstd) {
      this.in = in;
      this.name = name;
      this.zstd = zstd;
    }

    private byte[] block(int width, int size) throws IOException {
      int crc = number();
      int begin = 0;
      for (int plane = 0; plane < width; plane++) {
        int planeSize = Planes.size(plane, width, size);
        plane(begin, planeSize);
        begin += planeSize;
      }
      Planes.join(planes, size, width, block);
      if (crc32c(block, size) != crc) {
        throw damaged("a block does not match its CRC32C");
      }
      return block;
    }

    private void plane(int begin, int size) throws IOException {
      int count = number();
      if (Integer.compareUnsigned(count, size) > 0) {
        throw damaged("a plane is larger than its original");
      }
      boolean stored = count == size;
      read(stored ? planes : packed, stored ? begin : 0, count);
      if (!stored && unpack(count, begin, size) != size) {
        throw damaged("a plane unpacks to another size");
      }
    }

    private int unpack(int count, int begin, int size) throws IOException {
      try {
        return zstd.decompressByteArray(planes, begin, size, packed, 0, count);
      } catch (ZstdException damaged) {
        throw ShareException.in(
            name, Fault.PLANES_BLOCK, "a plane is damaged: " + damaged.getMessage(), damaged);
      }
    }

    private int number() throws IOException {
      byte[] bytes = new byte[Integer.BYTES];
      read(bytes, 0, bytes.length);
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private void read(byte[] target, int begin, int count) throws IOException {
      if (in.readNBytes(target, begin, count) < count) {
        throw ShareException.in(name, Fault.PLANES_LENGTH, "it ends before its last block");
      }
    }

    private ShareException damaged(String what) {
      return ShareException.in(name, Fault.PLANES_BLOCK, what);
    }
  }
}
