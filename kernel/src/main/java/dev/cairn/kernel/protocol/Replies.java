package dev.cairn.kernel.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What replies contain. */
final class Replies {

  private Replies() {}

  static Map<String, Object> error(String name, String message) {
    return error(new ExecuteReply.Failed(name, message, List.of(name + ": " + message)));
  }

  static Map<String, Object> error(ExecuteReply.Failed failed) {
    return Map.of(
        "status", "error",
        "ename", failed.name(),
        "evalue", failed.message(),
        "traceback", failed.traceback());
  }

  /** For an error that nobody below has turned into an answer. */
  static ExecuteReply.Failed failed(Throwable e) {
    String name = e.getClass().getSimpleName();
    String message = String.valueOf(e.getMessage());
    return new ExecuteReply.Failed(name, message, List.of(name + ": " + message));
  }

  static Map<String, Object> info(KernelInfo info) {
    KernelInfo.Language language = info.language();
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("status", "ok");
    reply.put("protocol_version", MessageCodec.VERSION);
    reply.put("implementation", info.implementation());
    reply.put("implementation_version", info.implementationVersion());
    reply.put(
        "language_info",
        Map.of(
            "name", language.name(),
            "version", language.version(),
            "mimetype", language.mimeType(),
            "file_extension", language.fileExtension(),
            "pygments_lexer", language.lexer(),
            "codemirror_mode", language.editorMode()));
    reply.put("banner", info.banner());
    reply.put("debugger", false);
    reply.put("help_links", List.of());
    reply.put("supported_features", List.of());
    return reply;
  }

  static Map<String, Object> complete(String code, CompleteReply reply) {
    int from = CodePoints.fromChars(code, reply.from());
    int to = CodePoints.fromChars(code, reply.to());
    List<String> matches = new ArrayList<>();
    List<Map<String, Object>> types = new ArrayList<>();
    for (CompleteReply.Match match : reply.matches()) {
      matches.add(match.text());
      types.add(
          Map.of(
              "text", match.text(),
              "type", match.kind(),
              "signature", match.signature(),
              "start", from,
              "end", to));
    }
    return Map.of(
        "status", "ok",
        "matches", matches,
        "cursor_start", from,
        "cursor_end", to,
        "metadata", Map.of("_jupyter_types_experimental", types));
  }

  static Map<String, Object> isComplete(IsCompleteReply reply) {
    String status = reply.status().name().toLowerCase(Locale.ROOT);
    return reply.status() == IsCompleteReply.Status.INCOMPLETE
        ? Map.of("status", status, "indent", reply.indent())
        : Map.of("status", status);
  }
}
