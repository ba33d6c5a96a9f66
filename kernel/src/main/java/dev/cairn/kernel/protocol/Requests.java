package dev.cairn.kernel.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers every request: one reply, one {@code busy}, one {@code idle}, whatever the request and
 * whatever happens. Cells run on their thread, questions about code are answered on a second one
 * beside them, and everything else, which waits for nothing, on a third.
 */
final class Requests implements Sockets.Receiver {

  private final MessageCodec codec;
  private final Answers answers;
  private final Sender sender;
  private final Statuses statuses;
  private final Prompts prompts;
  private final InputHistory history;
  private final Cells cells;
  private final Runnable end;
  private final ExecutorService questions =
      Executors.newSingleThreadExecutor(DaemonThread.named("cairn-questions"));
  private final ExecutorService control =
      Executors.newSingleThreadExecutor(DaemonThread.named("cairn-control"));

  Requests(
      MessageCodec codec,
      Answers answers,
      Sender sender,
      Statuses statuses,
      Prompts prompts,
      InputHistory history,
      Cells cells,
      Runnable end) {
    this.codec = codec;
    this.answers = answers;
    this.sender = sender;
    this.statuses = statuses;
    this.prompts = prompts;
    this.history = history;
    this.cells = cells;
    this.end = end;
  }

  @Override
  public void received(Channel channel, List<byte[]> frames) {
    if (channel == Channel.PUBLISH) {
      subscribed(frames.get(0));
      return;
    }
    try {
      route(codec.decode(channel, frames));
    } catch (BadMessageException e) {
      KernelLog.say("a message at " + channel + " " + e.getMessage() + "; it was dropped");
    }
  }

  private void subscribed(byte[] word) {
    if (word.length > 0 && word[0] == 1) {
      control.execute(() -> sender.welcome(Arrays.copyOfRange(word, 1, word.length)));
    }
  }

  private void route(Message message) {
    if (message.channel() == Channel.INPUT) {
      if (message.type().equals("input_reply")) {
        prompts.answered(message);
      }
      return;
    }
    switch (message.type()) {
      case "execute_request" -> execute(message);
      case "complete_request", "inspect_request", "is_complete_request", "history_request" ->
          questions.execute(() -> answer(message));
      default -> control.execute(() -> answer(message));
    }
  }

  private void execute(Message request) {
    Optional<Runnable> beside = cells.beside(request);
    if (beside.isPresent()) {
      questions.execute(() -> answer(request, beside.get()));
    } else {
      cells.add(request);
    }
  }

  private void answer(Message request) {
    answer(request, () -> answerByType(request));
  }

  private void answer(Message request, Runnable work) {
    try {
      statuses.begin(request);
      try {
        work.run();
      } catch (Throwable e) {
        KernelLog.say(request.type(), e);
        sender.reply(request, replyType(request), Replies.error(Replies.failed(e)));
      } finally {
        statuses.end(request);
      }
    } catch (Throwable e) {
      KernelLog.say(request.type() + " was not answered", e);
    }
    if (request.type().equals("shutdown_request")) {
      end.run();
    }
  }

  private void answerByType(Message request) {
    switch (request.type()) {
      case "kernel_info_request" -> reply(request, Replies.info(answers.info()));
      case "complete_request" -> complete(request);
      case "inspect_request" -> inspect(request);
      case "is_complete_request" ->
          reply(request, Replies.isComplete(answers.isComplete(request.text("code"))));
      case "history_request" -> reply(request, HistoryReplies.reply(request, history));
      case "comm_info_request" -> reply(request, Map.of("status", "ok", "comms", Map.of()));
      case "comm_open" -> closeComm(request);
      case "comm_msg", "comm_close" -> {
        // Of a comm that was never open here: there is nothing to do, and nothing is replied.
      }
      case "interrupt_request" -> interrupt(request);
      case "shutdown_request" -> shutdown(request);
      default -> unknown(request);
    }
  }

  private void complete(Message request) {
    String code = request.text("code");
    reply(request, Replies.complete(code, answers.complete(code, cursor(request, code))));
  }

  private void inspect(Message request) {
    String code = request.text("code");
    Optional<Map<String, Object>> found =
        answers.inspect(code, cursor(request, code), request.number("detail_level", 0));
    reply(
        request,
        Map.of(
            "status", "ok",
            "found", found.isPresent(),
            "data", found.orElse(Map.of()),
            "metadata", Map.of()));
  }

  private static int cursor(Message request, String code) {
    return CodePoints.toChars(code, request.number("cursor_pos", Integer.MAX_VALUE));
  }

  /** Nothing here opens comms: widgets need a kernel side of their own. */
  private void closeComm(Message request) {
    sender.publish(
        request, "comm_close", Map.of("comm_id", request.text("comm_id"), "data", Map.of()));
  }

  private void interrupt(Message request) {
    try {
      answers.interrupt();
    } finally {
      prompts.cancel();
    }
    reply(request, Map.of("status", "ok"));
  }

  private void shutdown(Message request) {
    boolean restart = request.flag("restart", false);
    prompts.cancel();
    try {
      answers.shutdown(restart);
    } finally {
      Map<String, Object> reply = Map.of("status", "ok", "restart", restart);
      reply(request, reply);
      sender.publish(request, replyType(request), reply);
    }
  }

  private void unknown(Message request) {
    KernelLog.say("unknown: " + request.type());
    if (request.type().endsWith("_request")) {
      reply(request, Replies.error("UnknownRequest", request.type() + " is unknown here"));
    }
  }

  private void reply(Message request, Map<String, ?> content) {
    sender.reply(request, replyType(request), content);
  }

  private static String replyType(Message request) {
    return request.type().replaceFirst("_request$", "_reply");
  }
}
