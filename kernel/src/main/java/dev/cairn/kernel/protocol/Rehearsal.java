package dev.cairn.kernel.protocol;

import dev.cairn.kernel.zmtp.ZmtpClient;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A client that asks a kernel what a notebook asks it first. */
public final class Rehearsal {

  private static final byte[] NAMELESS = {};
  private static final byte[] EVERYTHING = {1};

  private final MessageCodec codec;
  private final ZmtpClient shell;

  private Rehearsal(MessageCodec codec, ZmtpClient shell) {
    this.codec = codec;
    this.shell = shell;
  }

  /**
   * Runs a cell, and asks questions about code; returns when all is answered.
   *
   * @throws IOException if the kernel does not answer as kernels do
   */
  public static void with(ConnectionFile connection, String cell) throws IOException {
    MessageCodec codec = new MessageCodec(new Signature(connection.key()), InstantSource.system());
    try (ZmtpClient shell = connect(connection, Channel.SHELL, "DEALER");
        ZmtpClient published = connect(connection, Channel.PUBLISH, "SUB")) {
      published.send(List.of(EVERYTHING));
      new Rehearsal(codec, shell).ask(cell);
    }
  }

  private static ZmtpClient connect(ConnectionFile connection, Channel channel, String socketType)
      throws IOException {
    return ZmtpClient.connect(Sockets.address(connection, channel), socketType, NAMELESS);
  }

  private void ask(String cell) throws IOException {
    Map<String, Object> question = Map.of("code", cell, "cursor_pos", cell.length());
    ask("kernel_info", Map.of());
    ask("execute", Map.of("code", cell));
    ask("is_complete", question);
    ask("complete", question);
    ask("inspect", question);
    ask("history", Map.of("hist_access_type", "tail", "n", 1));
  }

  private void ask(String what, Map<String, ?> content) throws IOException {
    shell.send(codec.encode(List.of(), what + "_request", Optional.empty(), Map.of(), content));
    try {
      String type = codec.decode(Channel.SHELL, shell.receive()).type();
      if (!type.equals(what + "_reply")) {
        throw new IOException("the kernel answers %s by %s".formatted(what, type));
      }
    } catch (BadMessageException e) {
      throw new IOException("the kernel's answer to %s %s".formatted(what, e.getMessage()), e);
    }
  }
}
