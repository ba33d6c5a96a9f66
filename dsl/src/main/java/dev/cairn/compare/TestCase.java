package dev.cairn.compare;

import dev.cairn.store.HuggingFaceJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A prompt and what a model should write after it, to the character.
 *
 * @param prompt at least one character
 * @param expected at least one character
 */
public record TestCase(String prompt, String expected) {

  /** Checks that there is something to do. */
  public TestCase {
    if (prompt.isEmpty() || expected.isEmpty()) {
      throw new IllegalArgumentException("a test case needs a prompt and an expected text");
    }
  }

  /**
   * Reads a file of JSON lines, {@code {"prompt": "if (", "expected": "x"}}.
   *
   * @throws IOException if the file is missing or a line is not a test case; the message names it
   */
  public static List<TestCase> read(Path file) throws IOException {
    List<TestCase> cases = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (!line.isBlank()) {
        cases.add(parse(file + ":" + number, line));
      }
    }
    if (cases.isEmpty()) {
      throw new IOException(
          file
              + " holds no test cases: write lines like {\"prompt\": \"...\", \"expected\": \"...\"}");
    }
    return cases;
  }

  private static TestCase parse(String place, String line) throws IOException {
    try {
      Map<String, Object> object = HuggingFaceJson.parse(line);
      if (object.get("prompt") instanceof String prompt
          && object.get("expected") instanceof String expected) {
        return new TestCase(prompt, expected);
      }
    } catch (IOException | IllegalArgumentException malformed) {
      throw new IOException(place + ": " + malformed.getMessage(), malformed);
    }
    throw new IOException(
        place + " is no test case: write {\"prompt\": \"...\", \"expected\": \"...\"}");
  }
}
