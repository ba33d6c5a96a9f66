package dev.cairn.kernel.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs messages by HMAC-SHA256 with the key of the connection file. */
final class Signature {

  private static final String ALGORITHM = "HmacSHA256";

  private final String key;

  Signature(String key) {
    this.key = key;
  }

  /** The signature in hexadecimal digits; empty without a key. */
  byte[] sign(List<byte[]> frames) {
    if (key.isEmpty()) {
      return new byte[0];
    }
    Mac mac = mac();
    frames.forEach(mac::update);
    return HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII);
  }

  /** Takes the same time wherever the first difference is, so that nobody can feel for it. */
  boolean matches(byte[] signature, List<byte[]> frames) {
    return key.isEmpty() || MessageDigest.isEqual(sign(frames), signature);
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }
}
