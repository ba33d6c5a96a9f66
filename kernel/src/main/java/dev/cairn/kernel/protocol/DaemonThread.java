package dev.cairn.kernel.protocol;

import java.util.concurrent.ThreadFactory;

/** Threads that keep no process alive. */
final class DaemonThread {

  private DaemonThread() {}

  static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  static void start(String name, Runnable task) {
    named(name).newThread(task).start();
  }
}
