package dev.cairn.kernel.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where a kernel and its clients meet: what the file holds whose path stands in a kernel's command
 * line.
 *
 * @param transport {@code tcp} or {@code ipc}
 * @param address an IP address, or for {@code ipc} a path, to which {@code -} and the port are
 *     added
 * @param key what messages are signed with; empty, they are not signed
 */
public record ConnectionFile(
    String transport,
    String address,
    int shellPort,
    int controlPort,
    int publishPort,
    int inputPort,
    int heartbeatPort,
    String key) {

  private static final String SCHEME = "hmac-sha256";

  /**
   * Reads the file.
   *
   * @throws ConnectionException if it cannot be read, or says something that cannot be followed
   */
  public static ConnectionFile read(Path file) throws ConnectionException {
    try {
      return parse(file, Files.readString(file));
    } catch (NoSuchFileException missing) {
      throw fault(file, "does not exist", missing);
    } catch (IOException unreadable) {
      throw fault(file, "cannot be read (" + unreadable.getMessage() + ")", unreadable);
    }
  }

  private static ConnectionFile parse(Path file, String text) throws ConnectionException {
    JsonNode root = Json.parse(text).orElse(null);
    if (root == null) {
      throw fault(file, "is no JSON object", null);
    }
    String transport = root.path("transport").asString("tcp");
    if (!transport.equals("tcp") && !transport.equals("ipc")) {
      throw fault(file, "asks for the transport '" + transport + "'; tcp and ipc are there", null);
    }
    String key = text(file, root, "key");
    String scheme = root.path("signature_scheme").asString(SCHEME);
    if (!key.isEmpty() && !scheme.equals(SCHEME)) {
      throw fault(file, "asks for signatures by '" + scheme + "'; " + SCHEME + " is there", null);
    }
    return new ConnectionFile(
        transport,
        text(file, root, "ip"),
        port(file, root, "shell_port"),
        port(file, root, "control_port"),
        port(file, root, "iopub_port"),
        port(file, root, "stdin_port"),
        port(file, root, "hb_port"),
        key);
  }

  private static String text(Path file, JsonNode root, String name) throws ConnectionException {
    JsonNode value = root.path(name);
    if (!value.isString()) {
      throw fault(file, "has no text '" + name + "'", null);
    }
    return value.stringValue();
  }

  private static int port(Path file, JsonNode root, String name) throws ConnectionException {
    JsonNode value = root.path(name);
    if (!value.isInt() || value.intValue() < 1 || value.intValue() > 65_535) {
      throw fault(file, "has no port '" + name + "' between 1 and 65535", null);
    }
    return value.intValue();
  }

  private static ConnectionException fault(Path file, String what, @Nullable Exception cause) {
    return new ConnectionException(
        "the connection file "
            + file
            + " "
            + what
            + "; let Jupyter start the kernel, which writes this file",
        cause);
  }

  /** Says nothing of the key. */
  @Override
  public String toString() {
    return transport + "://" + address;
  }

  int port(Channel channel) {
    return switch (channel) {
      case SHELL -> shellPort;
      case CONTROL -> controlPort;
      case PUBLISH -> publishPort;
      case INPUT -> inputPort;
      case HEARTBEAT -> heartbeatPort;
    };
  }
}
