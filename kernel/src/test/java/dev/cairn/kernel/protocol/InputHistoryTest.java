package dev.cairn.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class InputHistoryTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("state").resolve("history.jsonl");
  }

  private InputHistory session(String... cells) {
    InputHistory history = new InputHistory(file);
    IntStream.range(0, cells.length).forEach(i -> history.add(i + 1, cells[i]));
    history.session(); // Waits until they are written.
    return history;
  }

  private static List<String> texts(InputHistory history) {
    return history.entries().stream().map(InputHistory.Entry::code).toList();
  }

  @Test
  void whatOneSessionRanTheNextRemembers() {
    session("a", "two\nlines");
    assertThat(session("c").entries())
        .containsExactly(
            new InputHistory.Entry(1, 1, "a"),
            new InputHistory.Entry(1, 2, "two\nlines"),
            new InputHistory.Entry(2, 1, "c"));
  }

  @Test
  void sessionsAtTheSameTimeKeepApart() {
    InputHistory first = session("a1");
    InputHistory second = session("b1");
    first.add(2, "a2");
    second.add(2, "b2");
    first.close();
    second.close();
    assertThat(texts(session("c1"))).containsExactly("a1", "a2", "b1", "b2", "c1");
  }

  @Test
  void aTornLineCostsNoOther() throws IOException {
    session("a");
    Files.writeString(file, "{\"session\":1,\"li", StandardOpenOption.APPEND);
    session("b");
    assertThat(texts(session())).containsExactly("a", "b");
  }

  @Test
  void foreignLinesArePassedOver() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "null\n{}\n\n[]\n{\"session\":\"x\",\"line\":1,\"code\":\"c\"}\nnoise\n");
    session("a");
    assertThat(texts(session())).containsExactly("a");
  }

  @Test
  void aSessionIsCountedAfterAllOthersWhateverTheOrderOfTheirLines() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {"session":7,"line":1,"code":"a"}
        {"line":1,"code":"b","session":9}
        {"session":8,"line":1,"code":"c"}
        """);
    assertThat(session("d").session()).isEqualTo(10);
  }

  @Test
  void withoutAFileTheSessionIsRememberedAllTheSame() throws IOException {
    Files.writeString(directory.resolve("state"), "in the way");
    assertThat(texts(session("a", "b"))).containsExactly("a", "b");
  }

  @Test
  void theTailIsOfAllSessions() {
    session("a", "b");
    assertThat(ask(session("c"), "{\"hist_access_type\":\"tail\",\"n\":2}"))
        .isEqualTo("[[1,2,\"b\"],[2,1,\"c\"]]");
  }

  @Test
  void aRangeIsOfOneSession() {
    session("a", "b", "c");
    InputHistory now = session("d");
    assertThat(ask(now, "{\"hist_access_type\":\"range\",\"session\":0}")).contains("d");
    assertThat(ask(now, "{\"hist_access_type\":\"range\",\"session\":-1,\"start\":2,\"stop\":3}"))
        .isEqualTo("[[1,2,\"b\"]]");
    assertThat(ask(now, "{\"hist_access_type\":\"range\",\"session\":1,\"start\":2}"))
        .isEqualTo("[[1,2,\"b\"],[1,3,\"c\"]]");
  }

  @Test
  void aSearchTakesStarsAndQuestionMarks() {
    InputHistory history = session("int a;", "b(1)", "int b;", "int a;");
    assertThat(ask(history, "{\"hist_access_type\":\"search\",\"pattern\":\"int ?;\"}"))
        .isEqualTo("[[1,1,\"int a;\"],[1,3,\"int b;\"],[1,4,\"int a;\"]]");
    assertThat(ask(history, "{\"hist_access_type\":\"search\",\"pattern\":\"b(*\"}"))
        .isEqualTo("[[1,2,\"b(1)\"]]");
  }

  @Test
  void aUniqueSearchKeepsTheLastOfEach() {
    InputHistory history = session("x1", "x2", "x1");
    assertThat(ask(history, "{\"hist_access_type\":\"search\",\"pattern\":\"x*\",\"unique\":true}"))
        .isEqualTo("[[1,2,\"x2\"],[1,3,\"x1\"]]");
  }

  @Test
  void outputsAreAskedForAndNull() {
    assertThat(ask(session("a"), "{\"hist_access_type\":\"tail\",\"output\":true}"))
        .isEqualTo("[[1,1,[\"a\",null]]]");
  }

  private static String ask(InputHistory history, String content) {
    ObjectNode request = Json.parse(content).orElseThrow();
    Message message = new Message(Channel.SHELL, List.of(), Json.object(), request);
    Map<String, Object> reply = HistoryReplies.reply(message, history);
    return Json.text(reply.getOrDefault("history", "none"));
  }
}
