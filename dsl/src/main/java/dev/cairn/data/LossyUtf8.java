package dev.cairn.data;

import java.nio.charset.StandardCharsets;

/**
 * UTF-8 that need not be whole, as a model writes it byte by byte. Java puts another number of
 * replacement characters than other languages do in the place of what is malformed; this follows
 * the Unicode Standard (section 3.9, "U+FFFD Substitution of Maximal Subparts"), and so Hugging
 * Face's tokenizers.
 */
final class LossyUtf8 {

  private static final char REPLACEMENT = '\uFFFD';

  private LossyUtf8() {}

  /** The text, with one U+FFFD for each longest run of bytes that begins a character and ends. */
  static String decode(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    int position = 0;
    while (position < bytes.length) {
      int needed = length(bytes[position]);
      int found = needed == 0 ? 1 : wellFormed(bytes, position, needed);
      if (found == needed) {
        text.append(new String(bytes, position, found, StandardCharsets.UTF_8));
      } else {
        text.append(REPLACEMENT);
      }
      position += found;
    }
    return text.toString();
  }

  /** The bytes of a character that begins with this one; 0 if none does. */
  private static int length(byte lead) {
    int value = Byte.toUnsignedInt(lead);
    if (value < 0x80) {
      return 1;
    }
    if (value < 0xC2 || value > 0xF4) {
      return 0;
    }
    return value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4;
  }

  /** How many bytes from {@code start} on belong to one character, at most {@code needed}. */
  private static int wellFormed(byte[] bytes, int start, int needed) {
    int count = 1;
    while (count < needed
        && start + count < bytes.length
        && follows(bytes[start], count, Byte.toUnsignedInt(bytes[start + count]))) {
      count++;
    }
    return count;
  }

  /** The Unicode Standard's table 3-7: the second byte's range depends on the first. */
  private static boolean follows(byte lead, int index, int value) {
    int first = index > 1 ? 0 : Byte.toUnsignedInt(lead);
    int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return value >= lowest && value <= highest;
  }
}
