package dev.cairn.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A text as tokens: its beginning to train on, its end held out for evaluation. The vocabulary is
 * that of the whole text.
 */
public final class Corpus {

  private final Tokenizer tokenizer;
  private final TokenSequence training;
  private final TokenSequence heldOut;
  private final String fingerprint;

  private Corpus(DataSettings settings, String text) {
    tokenizer = Tokenizer.of(settings.vocabulary(), text);
    TokenSequence tokens = TokenSequence.of(tokenizer.encode(text));
    int split = tokens.length() - (int) (tokens.length() * settings.holdOut());
    training = tokens.slice(0, split);
    heldOut = tokens.slice(split, tokens.length());
    fingerprint = sha256(text);
  }

  /**
   * Reads and encodes the text.
   *
   * @throws IOException if the text is missing or cannot be read
   * @throws IllegalArgumentException if the part to train on, or a part held out, is shorter than
   *     one window
   */
  public static Corpus load(DataSettings settings) throws IOException {
    var corpus = new Corpus(settings, settings.source().read());
    corpus.requireWindows(settings);
    return corpus;
  }

  /** The vocabulary. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The part to train on. */
  public TokenSequence training() {
    return training;
  }

  /** The part held out: the end of the text; without tokens where nothing is held out. */
  public TokenSequence heldOut() {
    return heldOut;
  }

  /** The SHA-256 of the text in UTF-8, in hexadecimal. */
  public String fingerprint() {
    return fingerprint;
  }

  private void requireWindows(DataSettings settings) {
    requireWindow(settings, "to train on", training, "");
    if (settings.holdOut() > 0) {
      requireWindow(settings, "held out", heldOut, ", or holdOut(0) to evaluate nothing");
    }
  }

  private void requireWindow(
      DataSettings settings, String part, TokenSequence tokens, String otherwise) {
    if (tokens.windows(settings.context()) > 0) {
      return;
    }
    throw new IllegalArgumentException(
        "the text has %d %s, %d of them %s, and a context of %d needs at least %d: give more text or a smaller context%s"
            .formatted(
                training.length() + heldOut.length(),
                settings.vocabulary().name().toLowerCase(Locale.ROOT),
                tokens.length(),
                part,
                settings.context(),
                settings.context() + 1L,
                otherwise));
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
