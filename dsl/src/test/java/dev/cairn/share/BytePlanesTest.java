package dev.cairn.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.share.PlanesHeader.Segment;
import dev.cairn.share.ShareException.Fault;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BytePlanesTest {
  private static final Path NAME = Path.of("model.safetensors.planes");
  private static final int HEADER = 8 + 4 + 8 + 4;

  @Property(tries = 150, seed = "3", edgeCases = EdgeCasesMode.NONE)
  void decompressingGivesTheSameFile(@ForAll("tensors") List<MemoryTensor> tensors)
      throws IOException {
    Path file = Files.createTempFile("planes", ".safetensors");
    try {
      Samples.tensors(file, tensors.toArray(NamedTensor[]::new));
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      BytePlanes.compress(file, packed);
      assertThat(decompress(packed.toByteArray())).isEqualTo(Files.readAllBytes(file));
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 150, seed = "4", edgeCases = EdgeCasesMode.NONE)
  void segmentsOfAnySizeComeBack(@ForAll("segments") List<Segment> segments, @ForAll long seed)
      throws IOException {
    PlanesHeader header = new PlanesHeader(segments);
    byte[] bytes = someBytes((int) header.fileSize(), seed);
    assertThat(decompress(compress(bytes, header))).isEqualTo(bytes);
  }

  @Example
  void aSegmentOfSeveralBlocksComesBack() throws IOException {
    PlanesHeader header = new PlanesHeader(List.of(new Segment(4, 2 * PlanesHeader.BLOCK + 7)));
    byte[] bytes = someBytes((int) header.fileSize(), 5);
    assertThat(decompress(compress(bytes, header))).isEqualTo(bytes);
  }

  @Example
  void weightsShrinkToWhatTheirExponentsLeave() throws IOException {
    ByteBuffer floats = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(6);
    while (floats.hasRemaining()) {
      floats.putFloat((float) (0.02 * random.nextGaussian()));
    }
    PlanesHeader header = new PlanesHeader(List.of(new Segment(4, floats.capacity())));
    assertThat(compress(floats.array(), header).length)
        .isLessThan((int) (0.86 * floats.capacity()));
  }

  @Property(tries = 300, seed = "7", edgeCases = EdgeCasesMode.NONE)
  void aFlippedBitIsNeverUnnoticed(@ForAll long seed) throws IOException {
    byte[] bytes = someBytes(3000, seed);
    byte[] packed = compress(bytes, new PlanesHeader(List.of(new Segment(4, bytes.length))));
    int bit = new Random(seed).nextInt(packed.length * 8);
    packed[bit / 8] ^= (byte) (1 << (bit % 8));
    assertThat(catchThrowableOfType(ShareException.class, () -> decompress(packed)))
        .isNotNull()
        .hasMessageStartingWith(NAME + ": ");
  }

  @Example
  void everyTruncationIsNoticed() throws IOException {
    byte[] bytes = someBytes(500, 8);
    byte[] packed = compress(bytes, new PlanesHeader(List.of(new Segment(2, bytes.length))));
    for (int size = 0; size < packed.length; size++) {
      byte[] cut = Arrays.copyOf(packed, size);
      assertThat(catchThrowableOfType(ShareException.class, () -> decompress(cut)).fault())
          .isIn(Fault.PLANES_MAGIC, Fault.PLANES_LENGTH);
    }
  }

  @Example
  void whatFollowsTheLastBlockIsRefused() throws IOException {
    byte[] packed = compress(new byte[9], new PlanesHeader(List.of(new Segment(1, 9))));
    assertFault(Fault.PLANES_LENGTH, Arrays.copyOf(packed, packed.length + 1));
  }

  @Example
  void anotherMagicIsRefused() {
    assertFault(
        Fault.PLANES_MAGIC, "{\"format\":\"pt\"}              ".getBytes(StandardCharsets.UTF_8));
  }

  @Example
  void anotherVersionIsRefused() {
    assertFault(Fault.PLANES_VERSION, header(2, 0, 0));
  }

  @Example
  void moreSegmentsThanTheLimitAreRefusedBeforeTheyAreRead() {
    assertFault(Fault.PLANES_HEADER, header(1, 0, -1));
    assertFault(Fault.PLANES_HEADER, header(1, 0, 65_537));
  }

  @Example
  void anElementSizeThatThereIsNotIsRefused() {
    assertFault(Fault.PLANES_HEADER, header(1, 9, 1, 3L, 9L));
  }

  @Example
  void segmentsThatDoNotAddUpAreRefused() {
    assertFault(Fault.PLANES_HEADER, header(1, 9, 1, 1L, 8L));
    assertFault(Fault.PLANES_HEADER, header(1, 9, 2, 1L, Long.MAX_VALUE, 1L, Long.MAX_VALUE));
    assertFault(Fault.PLANES_HEADER, header(1, 9, 1, 1L, -9L));
  }

  @Example
  void aPlaneThatIsLargerThanItsOriginalIsRefused() {
    ByteBuffer block = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(0).putInt(10);
    assertFault(Fault.PLANES_BLOCK, concat(header(1, 9, 1, 1L, 9L), block.array()));
  }

  @Provide
  Arbitrary<List<MemoryTensor>> tensors() {
    Arbitrary<Integer> counts =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 40), Arbitraries.integers().between(8000, 20000));
    return Combinators.combine(Arbitraries.of(DType.class), counts, Arbitraries.longs())
        .as((dtype, count, seed) -> new Object[] {dtype, count, seed})
        .list()
        .ofMaxSize(8)
        .map(BytePlanesTest::tensors);
  }

  private static List<MemoryTensor> tensors(List<Object[]> parts) {
    return IntStream.range(0, parts.size())
        .mapToObj(
            i -> {
              DType dtype = (DType) parts.get(i)[0];
              int count = (int) parts.get(i)[1];
              byte[] bytes = someBytes(count * dtype.byteSize(), (long) parts.get(i)[2]);
              return MemoryTensor.of("t" + i, dtype, Shape.of(count), ByteBuffer.wrap(bytes));
            })
        .toList();
  }

  @Provide
  Arbitrary<List<Segment>> segments() {
    return Combinators.combine(Arbitraries.of(1, 2, 4, 8), Arbitraries.longs().between(0, 20_000))
        .as(Segment::new)
        .list()
        .ofMaxSize(6);
  }

  /** Bytes of which some repeat and some do not. */
  private static byte[] someBytes(int size, long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[size];
    int range = 1 << random.nextInt(9);
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) random.nextInt(i % 2 == 0 ? range : 256);
    }
    return bytes;
  }

  private static byte[] compress(byte[] bytes, PlanesHeader header) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BytePlanes.compress(new ByteArrayInputStream(bytes), header, out);
    return out.toByteArray();
  }

  private static byte[] decompress(byte[] packed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BytePlanes.decompress(new ByteArrayInputStream(packed), NAME, out);
    return out.toByteArray();
  }

  private static void assertFault(Fault fault, byte[] packed) {
    assertThat(catchThrowableOfType(ShareException.class, () -> decompress(packed)).fault())
        .isEqualTo(fault);
  }

  /** A header with a right checksum, whatever it claims; a segment is its width and its size. */
  private static byte[] header(int version, long fileSize, int count, long... segments) {
    ByteBuffer header =
        ByteBuffer.allocate(HEADER + segments.length / 2 * 9 + 4)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x89, 'C', 'R', 'N', 'P', 'L', 'N', '\n'})
            .putInt(version)
            .putLong(fileSize)
            .putInt(count);
    for (int i = 0; i < segments.length; i += 2) {
      header.put((byte) segments[i]).putLong(segments[i + 1]);
    }
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, header.position());
    return header.putInt((int) crc.getValue()).array();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
