package dev.cairn.kernel.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs cells on a thread of their own, one after the other. */
final class Cells {

  /**
   * A notebook that runs all its cells sends them one by one. After an error those that came before
   * the reply are not run, and the reply waits until none has come for so long.
   */
  private static final long GAP_MILLIS = 50;

  /** But no longer than this. */
  private static final long GRACE_MILLIS = 1_000;

  private static final String REPLY = "execute_reply";

  private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>();
  private final Answers answers;
  private final Sender sender;
  private final Statuses statuses;
  private final Prompts prompts;
  private final InputHistory history;
  private final Executor soon;
  private final long outputLimit;
  private final Pace pace = new Pace();
  private final AtomicInteger executionCount = new AtomicInteger();
  private volatile boolean running;

  Cells(
      Answers answers,
      Sender sender,
      Statuses statuses,
      Prompts prompts,
      InputHistory history,
      Executor soon,
      long outputLimit) {
    this.answers = answers;
    this.sender = sender;
    this.statuses = statuses;
    this.prompts = prompts;
    this.history = history;
    this.soon = soon;
    this.outputLimit = outputLimit;
  }

  void start() {
    DaemonThread.start("cairn-cells", this::serve);
  }

  void add(Message request) {
    queue.add(request);
  }

  /** What answers a cell that need not wait for the one that runs; empty if it has to. */
  Optional<Runnable> beside(Message request) {
    return running && request.content().path("code").isString()
        ? answers.beside(request.text("code")).map(work -> () -> besides(request, work))
        : Optional.empty();
  }

  private void besides(Message request, Consumer<Outputs> work) {
    sender.publish(
        request,
        "execute_input",
        Map.of("code", request.text("code"), "execution_count", executionCount.get()));
    work.accept(
        new CellOutputs(
            request, executionCount.get(), false, sender, prompts, soon, pace, outputLimit));
    sender.reply(request, REPLY, content(new ExecuteReply.Done(Map.of())));
  }

  private void serve() {
    while (true) {
      try {
        run(queue.take());
      } catch (InterruptedException late) {
        // An interrupt for a cell that was over before it came.
      } catch (Throwable e) {
        KernelLog.say("a cell was not answered", e);
      }
    }
  }

  private void run(Message request) {
    List<Message> aborted = List.of();
    statuses.beginCell(request);
    running = true;
    try {
      aborted = answer(request);
    } catch (Throwable e) {
      KernelLog.say("a cell", e);
      sender.reply(request, REPLY, Replies.error(Replies.failed(e)));
    } finally {
      running = false;
      statuses.endCell(request);
    }
    aborted.forEach(this::abort);
  }

  /** The requests that are not run because this one failed. */
  private List<Message> answer(Message request) {
    if (!request.content().path("code").isString()) {
      sender.reply(request, REPLY, Replies.error("BadRequest", "the request has no code"));
      return List.of();
    }
    String code = request.text("code");
    boolean silent = request.flag("silent", false);
    boolean kept = !silent && request.flag("store_history", true) && !code.isBlank();
    if (kept) {
      executionCount.incrementAndGet();
      history.add(executionCount.get(), code);
    }
    if (!silent) {
      sender.publish(
          request, "execute_input", Map.of("code", code, "execution_count", executionCount.get()));
    }
    ExecuteReply reply =
        execute(
            request,
            new ExecuteRequest(code, silent, kept, expressions(request), executionCount.get()));
    boolean stop = reply instanceof ExecuteReply.Failed && request.flag("stop_on_error", true);
    List<Message> aborted = stop ? takeWaiting() : List.of();
    sender.reply(request, REPLY, content(reply));
    return aborted;
  }

  private static Map<String, String> expressions(Message request) {
    Map<String, String> expressions = new LinkedHashMap<>();
    request
        .content()
        .path("user_expressions")
        .forEachEntry((name, code) -> expressions.put(name, code.asString("")));
    return expressions;
  }

  private ExecuteReply execute(Message request, ExecuteRequest cell) {
    CellOutputs outputs =
        new CellOutputs(
            request,
            cell.executionCount(),
            cell.silent(),
            sender,
            prompts,
            soon,
            pace,
            outputLimit);
    CellStreams.enter(outputs);
    ExecuteReply reply;
    try {
      reply = answers.execute(cell, outputs);
    } catch (Throwable e) {
      KernelLog.say("a cell", e);
      reply = Replies.failed(e);
    }
    // A late interrupt was meant for this cell, not for the next.
    Thread.interrupted();
    if (reply instanceof ExecuteReply.Failed failed) {
      outputs.error(Replies.error(failed));
    }
    outputs.finish();
    return reply;
  }

  private Map<String, Object> content(ExecuteReply reply) {
    Map<String, Object> content = new LinkedHashMap<>();
    if (reply instanceof ExecuteReply.Done done) {
      content.put("status", "ok");
      content.put("user_expressions", done.userExpressions());
    } else if (reply instanceof ExecuteReply.Failed failed) {
      content.putAll(Replies.error(failed));
      content.put("user_expressions", Map.of());
    }
    content.put("execution_count", executionCount.get());
    content.put("payload", List.of());
    return content;
  }

  private List<Message> takeWaiting() {
    List<Message> waiting = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
    try {
      Message next = queue.poll(GAP_MILLIS, TimeUnit.MILLISECONDS);
      while (next != null) {
        waiting.add(next);
        next = System.nanoTime() < end ? queue.poll(GAP_MILLIS, TimeUnit.MILLISECONDS) : null;
      }
    } catch (InterruptedException late) {
      // What has come by now is aborted; the rest came too late.
    }
    return waiting;
  }

  private void abort(Message request) {
    statuses.begin(request);
    sender.reply(request, REPLY, Map.of("status", "aborted"));
    statuses.end(request);
  }
}
