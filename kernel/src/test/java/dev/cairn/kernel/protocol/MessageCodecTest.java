package dev.cairn.kernel.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class MessageCodecTest {

  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-01-02T12:00:00.000120Z"));

  private final MessageCodec codec = new MessageCodec(new Signature("key"), NOON);

  private List<byte[]> frames(String type, Map<String, ?> content) {
    return codec.encode(
        List.of("client".getBytes(UTF_8)), type, Optional.empty(), Map.of(), content);
  }

  @Test
  void whatIsSentIsWhatIsRead() throws BadMessageException {
    Message message =
        codec.decode(Channel.SHELL, frames("execute_request", Map.of("code", "é\uD83D\uDE00")));
    assertThat(message.type()).isEqualTo("execute_request");
    assertThat(message.text("code")).isEqualTo("é\uD83D\uDE00");
    assertThat(message.identities()).containsExactly("client".getBytes(UTF_8));
  }

  @Test
  void theSignatureIsTheProtocols() {
    // From Python: hmac.new(b'key', b'{}' * 4, hashlib.sha256).hexdigest()
    byte[] signature =
        new Signature("key").sign(List.of(bytes("{}"), bytes("{}"), bytes("{}"), bytes("{}")));
    assertThat(new String(signature, UTF_8))
        .isEqualTo("ca767b02c5bc061ed184a9a029e7f93a7f2f7ed4e8fe74120fc1212f0b008fa3");
  }

  @Test
  void theDateHasMicrosecondsInUtc() throws BadMessageException {
    ObjectNode header = codec.decode(Channel.SHELL, frames("x", Map.of())).header();
    assertThat(header.path("date").stringValue()).isEqualTo("2026-01-02T12:00:00.000120Z");
  }

  @Test
  void aChangedFrameIsRefused() {
    List<byte[]> frames = frames("execute_request", Map.of("code", "1"));
    for (int i = 1; i < frames.size(); i++) {
      List<byte[]> changed = new ArrayList<>(frames);
      changed.set(i, bytes(new String(frames.get(i), UTF_8) + " "));
      assertThatExceptionOfType(BadMessageException.class)
          .isThrownBy(() -> codec.decode(Channel.SHELL, changed));
    }
  }

  @Test
  void aMissingFrameIsRefused() {
    List<byte[]> frames = frames("execute_request", Map.of("code", "1"));
    for (int length = 0; length < frames.size(); length++) {
      List<byte[]> cut = frames.subList(0, length);
      assertThatExceptionOfType(BadMessageException.class)
          .isThrownBy(() -> codec.decode(Channel.SHELL, cut));
    }
  }

  @Test
  void withoutAKeyNothingIsSigned() throws BadMessageException {
    MessageCodec open = new MessageCodec(new Signature(""), NOON);
    List<byte[]> frames = open.encode(List.of(), "x", Optional.empty(), Map.of(), Map.of());
    assertThat(frames.get(1)).isEmpty();
    assertThat(open.decode(Channel.SHELL, frames).type()).isEqualTo("x");
  }

  @Test
  void anyBytesAreAMessageOrRefused() {
    MessageCodec open = new MessageCodec(new Signature(""), NOON);
    Random random = new Random(7);
    List<String> words = List.of("<IDS|MSG>", "", "{}", "null", "[1]", "{\"msg_type\":\"x\"}", "{");
    for (int round = 0; round < 20_000; round++) {
      List<byte[]> frames = new ArrayList<>();
      for (int i = random.nextInt(9); i > 0; i--) {
        byte[] noise = new byte[random.nextInt(9)];
        random.nextBytes(noise);
        frames.add(random.nextInt(4) == 0 ? noise : bytes(words.get(random.nextInt(7))));
      }
      try {
        assertThat(open.decode(Channel.SHELL, frames).type()).isEqualTo("x");
      } catch (BadMessageException refused) {
        assertThat(refused).hasMessageMatching("has .+");
      }
    }
  }

  @Test
  void halfASurrogatePairIsSentAsAQuestionMark() throws BadMessageException {
    Message message = codec.decode(Channel.SHELL, frames("x", Map.of("text", "a\uD83D")));
    assertThat(message.text("text")).isEqualTo("a?");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
