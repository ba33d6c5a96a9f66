package dev.cairn.data;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Random texts of whole code points: ASCII with line ends, other alphabets, beyond 16 bits. */
final class Texts {

  private Texts() {}

  static Arbitrary<String> any() {
    Arbitrary<Integer> codePoints =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.integers().between(' ', '~')),
            Tuple.of(2, Arbitraries.of('\n', '\t', '\r', '\0', ' ').map(c -> (int) c)),
            Tuple.of(2, Arbitraries.integers().between(0x7F, 0xD7FF)),
            Tuple.of(1, Arbitraries.integers().between(0xE000, 0xFFFF)),
            Tuple.of(1, Arbitraries.integers().between(0x10000, 0x10FFFF)));
    return codePoints.list().ofMaxSize(200).map(Texts::joined);
  }

  private static String joined(List<Integer> codePoints) {
    return codePoints.stream().map(Character::toString).collect(Collectors.joining());
  }
}
