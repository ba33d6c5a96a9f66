import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.cairn.Session;
import dev.cairn.share.BytePlanes;
import dev.cairn.share.Export;
import dev.cairn.share.ExportLayout;
import dev.cairn.share.ExportSettings;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.RunDirectory;
import dev.cairn.tensor.DType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Byte planes beside plain zstd of level 3, on the weights and the moments that the quickstart
 * trained. Train it first, then:
 *
 * <pre>{@code ./cairn run examples/benchmarks/Compression.java}</pre>
 *
 * Ratios are compressed bytes to original ones; rates count original bytes, in memory, on one thread,
 * the median of several rounds in which the two take turns.
 */
final class Compression {

  private static final int LEVEL = 3;
  private static final int ROUNDS = 15;

  /** Compresses or decompresses. */
  private interface Codec {
    byte[] apply(byte[] bytes) throws IOException;
  }

  public static void main(String[] arguments) throws IOException {
    Path run = Session.runsDirectory().resolve("quickstart");
    Checkpoint checkpoint =
        RunDirectory.at(run)
            .latest()
            .orElseThrow(() -> new IllegalStateException("train the quickstart first"));
    Path scratch = Files.createTempDirectory("compression");
    ExportSettings halved =
        new ExportSettings(ExportLayout.HF, Optional.of(DType.BF16), true, false);
    Path exported = Export.run(checkpoint, scratch.resolve("bf16"), halved, event -> {});
    System.out.printf(
        "%-16s %9s  %-13s %6s %12s %14s%n", "", "bytes", "", "ratio", "packing MB/s", "unpacking MB/s");
    measure("model, F32", checkpoint.path().resolve("model.safetensors"));
    measure("model, BF16", exported.resolve("model.safetensors"));
    measure("moments, F32", checkpoint.path().resolve("optimizer.safetensors"));
  }

  private static void measure(String what, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Side plain = new Side("zstd", Compression::zstd, Compression::unzstd);
    Side planes = new Side("byte planes", unused -> planes(file), Compression::unplanes);
    for (int round = 0; round < ROUNDS; round++) {
      plain.take(round, bytes);
      planes.take(round, bytes);
    }
    plain.print(what, bytes);
    planes.print("", bytes);
  }

  /** One of the two that take turns. */
  private static final class Side {
    private final String name;
    private final Codec packing;
    private final Codec unpacking;
    private final long[] packNanos = new long[ROUNDS];
    private final long[] unpackNanos = new long[ROUNDS];
    private int size;

    private Side(String name, Codec packing, Codec unpacking) {
      this.name = name;
      this.packing = packing;
      this.unpacking = unpacking;
    }

    private void take(int round, byte[] bytes) throws IOException {
      long begin = System.nanoTime();
      byte[] packed = packing.apply(bytes);
      long middle = System.nanoTime();
      byte[] unpacked = unpacking.apply(packed);
      packNanos[round] = middle - begin;
      unpackNanos[round] = System.nanoTime() - middle;
      size = packed.length;
      if (!Arrays.equals(bytes, unpacked)) {
        throw new IllegalStateException(name + " does not give the same bytes back");
      }
    }

    private void print(String what, byte[] bytes) {
      System.out.printf(
          "%-16s %9d  %-13s %6.3f %12.0f %14.0f%n",
          what,
          size,
          name,
          (double) size / bytes.length,
          rate(packNanos, bytes.length),
          rate(unpackNanos, bytes.length));
    }

    private static double rate(long[] nanos, int bytes) {
      Arrays.sort(nanos);
      return bytes * 1e3 / nanos[ROUNDS / 2];
    }
  }

  private static byte[] zstd(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    try (OutputStream packing = new ZstdOutputStream(out, LEVEL)) {
      packing.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] unzstd(byte[] packed) throws IOException {
    try (ZstdInputStream unpacking = new ZstdInputStream(new ByteArrayInputStream(packed))) {
      return unpacking.readAllBytes();
    }
  }

  private static byte[] planes(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BytePlanes.compress(file, out);
    return out.toByteArray();
  }

  private static byte[] unplanes(byte[] packed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(packed.length);
    BytePlanes.decompress(new ByteArrayInputStream(packed), Path.of("planes"), out);
    return out.toByteArray();
  }
}
