import dev.cairn.Cairn;
import dev.cairn.CheckpointsSpec;
import dev.cairn.Run;
import dev.cairn.Session;
import dev.cairn.store.StoreEvent;
import dev.cairn.train.StartPoint;
import dev.cairn.train.TrainEvent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What saving costs the training beside it: one run that saves and the same run that does not take
 * turns, each held at a step by its own listener while the other trains.
 *
 * <p>{@code ./cairn run examples/benchmarks/Beside.java} saves 100 MB every 10 seconds; {@code
 * CAIRN_BESIDE=large} before it saves 1 GiB every 60 seconds. Use an idle machine.
 */
final class Beside {

  private static final int CONTEXT = 64;
  private static final int HASHED_AT_ONCE = 16 << 20;

  /** What is trained, how often it saves, and how long a turn is: some saves, then some rest. */
  private record Setup(int layers, int width, int batch, int saveSeconds, int turnSeconds, int rounds) {
    static final Setup SMALL = new Setup(4, 416, 12, 10, 29, 5);
    static final Setup LARGE = new Setup(12, 784, 4, 60, 60, 3);
  }

  /** A run that trains only in its turn. */
  private static final class Turns implements Consumer<TrainEvent> {
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore over = new Semaphore(0);
    private volatile long endNanos;
    private volatile long steps;
    private volatile double heldSeconds;
    private volatile double savedSeconds;
    private volatile long savedBytes;
    private volatile int saves;

    /** Trains for at least so long, to the end of a step; returns steps a second. */
    double take(int seconds) throws InterruptedException {
      long before = steps;
      long begin = System.nanoTime();
      endNanos = begin + TimeUnit.SECONDS.toNanos(seconds);
      turn.release();
      over.acquire();
      return (steps - before) / ((System.nanoTime() - begin) / 1e9);
    }

    @Override
    public void accept(TrainEvent event) {
      if (event instanceof TrainEvent.Started) {
        turn.acquireUninterruptibly();
      } else if (event instanceof TrainEvent.Stepped) {
        steps++;
        if (System.nanoTime() >= endNanos) {
          over.release();
          turn.acquireUninterruptibly();
        }
      } else if (event instanceof TrainEvent.Stored stored) {
        note(stored.event());
      }
    }

    private synchronized void note(StoreEvent event) {
      if (event instanceof StoreEvent.Held held) {
        heldSeconds += held.duration().toNanos() / 1e9;
      } else if (event instanceof StoreEvent.Saved saved) {
        savedSeconds += saved.duration().toNanos() / 1e9;
        savedBytes = saved.bytes();
        saves++;
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    Setup setup = "large".equals(System.getenv("CAIRN_BESIDE")) ? Setup.LARGE : Setup.SMALL;
    Path runs = Files.createTempDirectory(Path.of(""), ".beside-");
    try {
      Turns saving = start(runs, "saving", setup, c -> c.saveEvery(setup.saveSeconds(), TimeUnit.SECONDS).keepLast(2));
      Turns plain = start(runs, "plain", setup, CheckpointsSpec::never);
      measure(setup, saving, plain);
    } finally {
      delete(runs);
    }
    System.exit(0);
  }

  private static Turns start(Path runs, String name, Setup setup, Consumer<CheckpointsSpec> saves) {
    Turns turns = new Turns();
    new Session(runs, Map.of(), OptionalLong.empty(), new StartPoint.Newest(), turns).use();
    Run run =
        Cairn.run(
            name,
            r ->
                r.data(d -> d.javaSources().batch(setup.batch()).context(CONTEXT))
                    .model(m -> m.gpt2(g -> g.layers(setup.layers()).heads(8).width(setup.width())))
                    .optimizer(o -> o.adamW(a -> a.lr(1e-4)))
                    .checkpoints(saves)
                    .device("cpu"));
    Thread training = new Thread(() -> run.train(1_000_000), name);
    training.setDaemon(true);
    training.start();
    return turns;
  }

  private static void measure(Setup setup, Turns saving, Turns plain) throws Exception {
    saving.take(5);
    plain.take(5);
    double heldBefore = saving.heldSeconds;
    int savesBefore = saving.saves;
    double savedBefore = saving.savedSeconds;
    double turnSeconds = 0;
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < setup.rounds(); round++) {
      // Who goes first changes, so that a machine that slows down favours none.
      double without = round % 2 == 0 ? plain.take(setup.turnSeconds()) : 0;
      long begin = System.nanoTime();
      double with = saving.take(setup.turnSeconds());
      turnSeconds += (System.nanoTime() - begin) / 1e9;
      without = round % 2 == 0 ? without : plain.take(setup.turnSeconds());
      ratios.add(with / without);
      long tokens = (long) setup.batch() * CONTEXT;
      say("%,.0f tokens/s beside saves, %,.0f without: %.3f", with * tokens, without * tokens, with / without);
    }
    int saves = saving.saves - savesBefore;
    double held = saving.heldSeconds - heldBefore;
    ratios.sort(Comparator.naturalOrder());
    say("throughput beside saves: %.3f of that without (median of %d)", ratios.get(ratios.size() / 2), ratios.size());
    say("held up: %.2f %% of the time", 100 * held / turnSeconds);
    say(
        "a save of %,d bytes: copy %.0f ms (training waits), write and force %.0f ms, SHA-256 beside the write %.0f ms (measured alone)",
        saving.savedBytes,
        1000 * held / Math.max(1, saves),
        1000 * (saving.savedSeconds - savedBefore) / Math.max(1, saves),
        1000 * hashSeconds(saving.savedBytes));
  }

  private static double hashSeconds(long bytes) throws Exception {
    ByteBuffer piece = ByteBuffer.allocateDirect(HASHED_AT_ONCE);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    long begin = System.nanoTime();
    for (long left = bytes; left > 0; left -= HASHED_AT_ONCE) {
      digest.update(piece.clear().limit((int) Math.min(left, HASHED_AT_ONCE)));
    }
    digest.digest();
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void say(String sentence, Object... values) {
    System.out.println(String.format(Locale.ROOT, sentence, values));
  }

  private static void delete(Path folder) throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private Beside() {}
}
