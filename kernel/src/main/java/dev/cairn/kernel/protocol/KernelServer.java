package dev.cairn.kernel.protocol;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A kernel that listens: all sockets are bound when it is made, and what it is can be asked at
 * once. Its threads are daemons, so the process lives as long as {@link #awaitShutdown} waits.
 */
public final class KernelServer implements AutoCloseable {

  /** For so long prints are collected. */
  private static final long COLLECT_MILLIS = 100;

  private final CountDownLatch ended;
  private final Sockets sockets;
  private final InputHistory history;

  private KernelServer(CountDownLatch ended, Sockets sockets, InputHistory history) {
    this.ended = ended;
    this.sockets = sockets;
    this.history = history;
  }

  /**
   * Binds the sockets and begins to answer.
   *
   * @param answers called on the server's threads
   * @throws ConnectionException if a socket cannot be bound
   */
  public static KernelServer start(
      ConnectionFile connection, KernelSettings settings, Answers answers)
      throws ConnectionException {
    Sockets sockets = Sockets.bind(connection);
    CountDownLatch ended = new CountDownLatch(1);
    MessageCodec codec = new MessageCodec(new Signature(connection.key()), InstantSource.system());
    Sender sender = new Sender(codec, sockets);
    Statuses statuses = new Statuses(sender);
    Prompts prompts = new Prompts(sender);
    InputHistory history = new InputHistory(settings.history());
    Executor soon =
        CompletableFuture.delayedExecutor(
            COLLECT_MILLIS,
            TimeUnit.MILLISECONDS,
            Executors.newSingleThreadExecutor(DaemonThread.named("cairn-prints")));
    Cells cells =
        new Cells(answers, sender, statuses, prompts, history, soon, settings.outputLimit());
    cells.start();
    sockets.start(
        new Requests(codec, answers, sender, statuses, prompts, history, cells, ended::countDown));
    settings
        .parent()
        .flatMap(ProcessHandle::of)
        .ifPresent(
            parent -> DaemonThread.start("cairn-parent", () -> endWith(parent, answers, ended)));
    return new KernelServer(ended, sockets, history);
  }

  /**
   * Ends the kernel when the server is gone, as ipykernel does on Linux: nobody is left who could
   * talk to it or stop it. A process that cannot be seen from here, as in another container, is not
   * watched.
   */
  private static void endWith(ProcessHandle parent, Answers answers, CountDownLatch ended) {
    parent.onExit().join();
    KernelLog.say("the server, process " + parent.pid() + ", is gone, so the kernel ends");
    try {
      answers.shutdown(false);
    } finally {
      ended.countDown();
    }
  }

  /** Waits until a client has asked for the end, or the server is gone. */
  public void awaitShutdown() throws InterruptedException {
    ended.await();
  }

  /** Sends what waits to be sent, gives the sockets back, and writes the history to its end. */
  @Override
  public void close() {
    ended.countDown();
    sockets.close();
    history.close();
  }
}
