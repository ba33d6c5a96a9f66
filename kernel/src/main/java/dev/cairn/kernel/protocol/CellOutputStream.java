package dev.cairn.kernel.protocol;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes of UTF-8 to the outputs of the cell that the writing thread belongs to. */
final class CellOutputStream extends OutputStream {

  /** The longest character has four bytes; a write may end within it. */
  private static final int REST = 4;

  private final Outputs.StreamName name;
  private final ThreadLocal<Decoder> decoders = ThreadLocal.withInitial(Decoder::new);

  CellOutputStream(Outputs.StreamName name) {
    this.name = name;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    CharSequence text = decoders.get().decode(bytes, offset, length);
    if (text.isEmpty()) {
      return;
    }
    Outputs outputs = CellStreams.current();
    if (outputs != null) {
      outputs.print(name, text);
    } else {
      KernelLog.say(text.toString());
    }
  }

  /** Keeps the bytes of a character that is not whole yet. */
  private static final class Decoder {

    private final CharsetDecoder utf8 =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    private final ByteBuffer rest = ByteBuffer.allocate(REST).limit(0);

    CharSequence decode(byte[] bytes, int offset, int length) {
      ByteBuffer all = ByteBuffer.allocate(rest.remaining() + length);
      all.put(rest).put(bytes, offset, length).flip();
      CharBuffer chars = CharBuffer.allocate(all.remaining());
      utf8.decode(all, chars, false);
      rest.clear().put(all).flip();
      return chars.flip();
    }
  }
}
