import dev.cairn.Cairn;
import dev.cairn.Run;
import dev.cairn.Session;
import dev.cairn.train.StartPoint;
import dev.cairn.train.TrainEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

/**
 * Cairn's side of throughput.py: trains the quickstart's model on its text, so many steps for each
 * number on standard input, and answers with the seconds they took. It is the real loop of a real
 * run, held at a step by its own listener between the rounds.
 */
final class CairnWorker {

  private static final int LAYERS = 4;
  private static final int HEADS = 4;
  private static final int WIDTH = 128;
  private static final int CONTEXT = 64;
  private static final int BATCH = 12;

  private static final Semaphore allowed = new Semaphore(0);
  private static final Semaphore taken = new Semaphore(0);
  private static volatile double loss;

  public static void main(String[] arguments) throws Exception {
    Path runs = Files.createTempDirectory("cairn-benchmark");
    new Session(
            runs, Map.of(), OptionalLong.empty(), new StartPoint.Newest(), CairnWorker::listen)
        .use();
    Run run =
        Cairn.run(
            "throughput",
            r ->
                r.data(d -> d.javaSources().batch(BATCH).context(CONTEXT))
                    .model(m -> m.gpt2(g -> g.layers(LAYERS).heads(HEADS).width(WIDTH)))
                    .optimizer(
                        o ->
                            o.adamW(a -> a.lr(1e-3).betas(0.9, 0.99).weightDecay(0.1))
                                .cosine(c -> c.warmup(100).floor(1e-4))
                                .clipNorm(1.0))
                    .checkpoints(c -> c.never())
                    .device("cpu"));
    Thread training = new Thread(() -> run.train(1_000_000));
    training.setDaemon(true);
    training.start();
    answer(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    System.exit(0);
  }

  private static void answer(BufferedReader requests) throws IOException, InterruptedException {
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      int steps = Integer.parseInt(line.strip());
      long begin = System.nanoTime();
      allowed.release(steps);
      taken.acquire(steps);
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf("{\"steps\": %d, \"seconds\": %.6f, \"loss\": %.6f}%n", steps, seconds, loss);
    }
  }

  private static void listen(TrainEvent event) {
    try {
      if (event instanceof TrainEvent.Started started) {
        System.out.printf(
            "{\"name\": \"Cairn, libtorch %s\", \"threads\": %d, \"parameters\": %d, \"shape\":"
                + " {\"vocabulary\": %d, \"layers\": %d, \"heads\": %d, \"width\": %d,"
                + " \"context\": %d, \"batch\": %d}}%n",
            started.environment().libtorch(),
            started.environment().threads(),
            started.parameters(),
            vocabulary(started.parameters()),
            LAYERS,
            HEADS,
            WIDTH,
            CONTEXT,
            BATCH);
        allowed.acquire();
      } else if (event instanceof TrainEvent.Stepped stepped) {
        loss = stepped.loss();
        taken.release();
        allowed.acquire();
      }
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** What is left of the parameters when all but the token embedding are counted. */
  private static long vocabulary(long parameters) {
    long width = WIDTH;
    long layer = 12 * width * width + 13 * width;
    return (parameters - CONTEXT * width - LAYERS * layer - 2 * width) / width;
  }

  private CairnWorker() {}
}
