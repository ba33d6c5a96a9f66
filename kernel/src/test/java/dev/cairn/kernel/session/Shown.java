package dev.cairn.kernel.session;

import dev.cairn.kernel.protocol.CellStreams;
import dev.cairn.kernel.protocol.ExecuteReply;
import dev.cairn.kernel.protocol.ExecuteRequest;
import dev.cairn.kernel.protocol.Outputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one cell shows, kept. */
final class Shown implements Outputs {

  private static int count;

  private final StringBuilder printed = new StringBuilder();
  private final List<Map<String, Object>> displayed = new ArrayList<>();
  private final List<Map<String, Object>> updates = new ArrayList<>();
  private Map<String, Object> result = Map.of();
  private ExecuteReply reply = new ExecuteReply.Done(Map.of());

  private Shown() {}

  /** Runs a cell as the protocol does. */
  static Shown of(NotebookSession session, String cell) {
    Shown shown = new Shown();
    CellStreams.enter(shown);
    count++;
    shown.reply = session.execute(new ExecuteRequest(cell, false, true, Map.of(), count), shown);
    return shown;
  }

  synchronized String printed() {
    return printed.toString();
  }

  /** The value of the cell's last expression, as text. */
  String result() {
    return String.valueOf(result.get(Rendering.TEXT));
  }

  List<Map<String, Object>> displayed() {
    return displayed;
  }

  List<Map<String, Object>> updates() {
    return updates;
  }

  ExecuteReply reply() {
    return reply;
  }

  /** The message of the error it failed with, or what went well. */
  String failure() {
    return reply instanceof ExecuteReply.Failed failed ? failed.message() : "it did not fail";
  }

  @Override
  public synchronized void print(StreamName stream, CharSequence text) {
    printed.append(text);
  }

  @Override
  public void display(Map<String, Object> data, Map<String, Object> metadata, String displayId) {
    displayed.add(data);
  }

  @Override
  public void updateDisplay(
      Map<String, Object> data, Map<String, Object> metadata, String displayId) {
    updates.add(data);
  }

  @Override
  public void result(Map<String, Object> data, Map<String, Object> metadata) {
    result = data;
  }

  @Override
  public void clear(boolean wait) {}

  @Override
  public String input(String prompt, boolean password) {
    return "typed";
  }
}
