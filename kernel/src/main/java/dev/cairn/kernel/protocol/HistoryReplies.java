package dev.cairn.kernel.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.NullNode;

/** Picks out of the history what a client asks for. Outputs are not kept, so they are null. */
final class HistoryReplies {

  private static final int DEFAULT_LINES = 1_000;

  private HistoryReplies() {}

  static Map<String, Object> reply(Message request, InputHistory history) {
    List<InputHistory.Entry> entries = history.entries();
    List<InputHistory.Entry> chosen =
        switch (request.text("hist_access_type")) {
          case "range" -> range(request, entries, history.session());
          case "search" -> last(request, search(request, entries));
          default -> last(request, entries);
        };
    boolean output = request.flag("output", false);
    return Map.of(
        "status", "ok", "history", chosen.stream().map(entry -> row(entry, output)).toList());
  }

  private static List<Object> row(InputHistory.Entry entry, boolean output) {
    Object text = output ? List.of(entry.code(), NullNode.instance) : entry.code();
    return List.of(entry.session(), entry.line(), text);
  }

  /** Session 0 is the current one, and -1 the one before it. */
  private static List<InputHistory.Entry> range(
      Message request, List<InputHistory.Entry> entries, int current) {
    int asked = request.number("session", 0);
    int session = asked > 0 ? asked : current + asked;
    int start = request.number("start", 0);
    int stop = request.number("stop", Integer.MAX_VALUE);
    return entries.stream()
        .filter(entry -> entry.session() == session)
        .filter(entry -> entry.line() >= start && entry.line() < stop)
        .toList();
  }

  private static List<InputHistory.Entry> search(
      Message request, List<InputHistory.Entry> entries) {
    Pattern pattern = glob(request.content().path("pattern").asString("*"));
    Stream<InputHistory.Entry> found =
        entries.stream().filter(entry -> pattern.matcher(entry.code()).matches());
    return request.flag("unique", false) ? lastOfEach(found) : found.toList();
  }

  private static List<InputHistory.Entry> lastOfEach(Stream<InputHistory.Entry> found) {
    Map<String, InputHistory.Entry> last = new LinkedHashMap<>();
    found.forEach(
        entry -> {
          last.remove(entry.code());
          last.put(entry.code(), entry);
        });
    return new ArrayList<>(last.values());
  }

  private static Pattern glob(String pattern) {
    String regex =
        pattern
            .chars()
            .mapToObj(
                c ->
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(String.valueOf((char) c));
                    })
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.DOTALL);
  }

  private static List<InputHistory.Entry> last(Message request, List<InputHistory.Entry> entries) {
    int lines = Math.max(0, request.number("n", DEFAULT_LINES));
    return entries.subList(Math.max(0, entries.size() - lines), entries.size());
  }
}
