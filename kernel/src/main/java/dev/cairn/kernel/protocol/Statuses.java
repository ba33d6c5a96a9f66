package dev.cairn.kernel.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes for every request when it is begun and when it is done. Servers take the last of these
 * words for the kernel's state, and may end a kernel that is idle for long. So where a question is
 * answered beside a cell that runs, the cell's {@code busy} is said again afterwards.
 */
final class Statuses {

  private final Sender sender;
  private @Nullable Message cell;

  Statuses(Sender sender) {
    this.sender = sender;
  }

  synchronized void begin(Message request) {
    say(request, "busy");
  }

  synchronized void end(Message request) {
    say(request, "idle");
    if (cell != null) {
      say(cell, "busy");
    }
  }

  synchronized void beginCell(Message request) {
    cell = request;
    say(request, "busy");
  }

  synchronized void endCell(Message request) {
    cell = null;
    say(request, "idle");
  }

  private void say(Message request, String state) {
    sender.publish(request, "status", Map.of("execution_state", state));
  }
}
