package dev.cairn.share;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.cairn.share.PlanesHeader.Segment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Byte planes beside plain zstd of level 3, on weights that are spread as trained ones are; {@code
 * examples/benchmarks/Compression.java} takes those that were trained.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class PlanesJmh {
  private static final int LEVEL = 3;
  private static final double DEVIATION = 0.02;

  /** Weights, and what became of them. */
  @State(Scope.Benchmark)
  public static class Weights {
    /** Bytes of weights. */
    @Param("67108864")
    public int bytes;

    /** Their type. */
    @Param({"F32", "BF16"})
    public String dtype = "F32";

    private byte[] plain = {};
    private byte[] zstd = {};
    private byte[] planes = {};
    private PlanesHeader header = new PlanesHeader(List.of());

    /** Draws and compresses them. */
    @Setup
    public void draw() throws IOException {
      boolean halved = dtype.equals("BF16");
      ByteBuffer weights = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
      Random random = new Random(1);
      while (weights.hasRemaining()) {
        float weight = (float) (DEVIATION * random.nextGaussian());
        if (halved) {
          weights.putShort((short) (Float.floatToRawIntBits(weight) >>> Short.SIZE));
        } else {
          weights.putFloat(weight);
        }
      }
      plain = weights.array();
      header = new PlanesHeader(List.of(new Segment(halved ? 2 : 4, bytes)));
      zstd = zstd(this);
      planes = planes(this);
      System.out.printf(
          "%s: zstd leaves %.3f of the bytes, planes %.3f%n",
          dtype, (double) zstd.length / bytes, (double) planes.length / bytes);
    }
  }

  /** Compresses by plain zstd. */
  @Benchmark
  public byte[] packZstd(Weights weights) throws IOException {
    return zstd(weights);
  }

  /** Compresses by planes. */
  @Benchmark
  public byte[] packPlanes(Weights weights) throws IOException {
    return planes(weights);
  }

  /** Decompresses plain zstd. */
  @Benchmark
  public byte[] unpackZstd(Weights weights) throws IOException {
    try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(weights.zstd))) {
      return in.readAllBytes();
    }
  }

  /** Decompresses planes, and checks them. */
  @Benchmark
  public byte[] unpackPlanes(Weights weights) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(weights.bytes);
    BytePlanes.decompress(new ByteArrayInputStream(weights.planes), Path.of("planes"), out);
    return out.toByteArray();
  }

  private static byte[] zstd(Weights weights) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(weights.bytes);
    try (OutputStream packing = new ZstdOutputStream(out, LEVEL)) {
      packing.write(weights.plain);
    }
    return out.toByteArray();
  }

  private static byte[] planes(Weights weights) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(weights.bytes);
    BytePlanes.compress(new ByteArrayInputStream(weights.plain), weights.header, out);
    return out.toByteArray();
  }
}
