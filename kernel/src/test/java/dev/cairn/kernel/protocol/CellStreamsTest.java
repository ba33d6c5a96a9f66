package dev.cairn.kernel.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class CellStreamsTest {

  private final PrintStream out = CellStreams.printer(Outputs.StreamName.STDOUT);
  private final PrintStream err = CellStreams.printer(Outputs.StreamName.STDERR);

  @Test
  void eachStreamKeepsItsName() {
    Recorded cell = new Recorded();
    CellStreams.enter(cell);
    out.print("a");
    err.print("b");
    out.printf("%d", 3);
    assertThat(cell.text()).isEqualTo("STDOUT:a STDERR:b STDOUT:3 ");
  }

  @Test
  void aThreadPrintsIntoTheCellThatStartedIt() throws InterruptedException {
    Recorded first = new Recorded();
    CellStreams.enter(first);
    Thread late = new Thread(() -> out.print("late"));
    Recorded second = new Recorded();
    CellStreams.enter(second);
    late.start();
    late.join();
    assertThat(first.text()).isEqualTo("STDOUT:late ");
    assertThat(second.text()).isEmpty();
  }

  @Test
  void thePoolOfTheWholeProcessPrintsIntoTheLastCell() {
    for (int i = 0; i < 2; i++) {
      Recorded cell = new Recorded();
      CellStreams.enter(cell);
      CompletableFuture.runAsync(() -> out.print("x"), ForkJoinPool.commonPool()).join();
      assertThat(cell.text()).isEqualTo("STDOUT:x ");
    }
  }

  @Test
  void aThreadThatNoCellStartedPrintsIntoTheLastCell() throws InterruptedException {
    boolean inherits = false;
    Thread foreign = new Thread(null, () -> out.print("x"), "foreign", 0, inherits);
    Recorded cell = new Recorded();
    CellStreams.enter(cell);
    foreign.start();
    foreign.join();
    assertThat(cell.text()).isEqualTo("STDOUT:x ");
  }

  @Test
  void aCharacterMayComeInPieces() {
    Recorded cell = new Recorded();
    CellStreams.enter(cell);
    byte[] bytes = "é\uD83D\uDE00z".getBytes(UTF_8);
    for (byte piece : bytes) {
      out.write(piece);
    }
    assertThat(cell.text()).isEqualTo("STDOUT:é STDOUT:\uD83D\uDE00 STDOUT:z ");
  }

  @Test
  void bytesThatAreNoTextAreReplaced() {
    Recorded cell = new Recorded();
    CellStreams.enter(cell);
    out.write(new byte[] {'a', (byte) 0xff, 'b'}, 0, 3);
    assertThat(cell.text()).isEqualTo("STDOUT:a\uFFFDb ");
  }

  @Test
  void theInputIsAskedLineByLine() throws Exception {
    Recorded cell = new Recorded();
    CellStreams.enter(cell);
    cell.answers.add("7 ß");
    cell.answers.add("next");
    BufferedReader reader = new BufferedReader(new InputStreamReader(CellStreams.input(), UTF_8));
    assertThat(reader.readLine()).isEqualTo("7 ß");
    assertThat(cell.answers).hasSize(1);
    assertThat(reader.readLine()).isEqualTo("next");
  }

  @Test
  void whereNobodyCanAnswerAReaderIsTold() {
    CellStreams.enter(new Recorded());
    assertThatExceptionOfType(NoInputException.class)
        .isThrownBy(() -> new Scanner(CellStreams.input(), UTF_8).nextLine())
        .withMessageContaining("give the value in the cell");
  }

  /** Keeps what is printed. */
  private static final class Recorded implements Outputs {

    private final StringBuilder printed = new StringBuilder();
    private final Queue<String> answers = new ArrayDeque<>();

    synchronized String text() {
      return printed.toString();
    }

    @Override
    public synchronized void print(StreamName stream, CharSequence text) {
      printed.append(stream).append(':').append(text).append(' ');
    }

    @Override
    public String input(String prompt, boolean password) {
      if (answers.isEmpty()) {
        throw new NoInputException();
      }
      return answers.remove();
    }

    @Override
    public void display(Map<String, Object> data, Map<String, Object> metadata, String displayId) {}

    @Override
    public void updateDisplay(
        Map<String, Object> data, Map<String, Object> metadata, String displayId) {}

    @Override
    public void result(Map<String, Object> data, Map<String, Object> metadata) {}

    @Override
    public void clear(boolean wait) {}
  }
}
