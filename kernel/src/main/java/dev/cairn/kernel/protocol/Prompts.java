package dev.cairn.kernel.protocol;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Asks a client for lines, one at a time. */
final class Prompts {

  private final Sender sender;
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicReference<@Nullable CompletableFuture<String>> waiting =
      new AtomicReference<>();

  Prompts(Sender sender) {
    this.sender = sender;
  }

  /**
   * Waits for the user's line.
   *
   * @throws InputInterruptedException if the cell is stopped or ends meanwhile
   */
  String ask(Message request, String prompt, boolean password) {
    boolean mine = false;
    try {
      turn.lockInterruptibly();
      mine = true;
      CompletableFuture<String> answer = new CompletableFuture<>();
      waiting.set(answer);
      sender.ask(request, Map.of("prompt", prompt, "password", password));
      return answer.get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InputInterruptedException();
    } catch (CancellationException | ExecutionException stopped) {
      throw new InputInterruptedException();
    } finally {
      if (mine) {
        waiting.set(null);
        turn.unlock();
      }
    }
  }

  /** Takes a client's answer; one to a question that nobody waits for any more is dropped. */
  void answered(Message reply) {
    CompletableFuture<String> answer = waiting.getAndSet(null);
    if (answer != null) {
      answer.complete(reply.text("value"));
    }
  }

  /** Ends the wait, if there is one. */
  void cancel() {
    CompletableFuture<String> answer = waiting.getAndSet(null);
    if (answer != null) {
      answer.cancel(false);
    }
  }
}
