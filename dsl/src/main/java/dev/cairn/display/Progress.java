package dev.cairn.display;

import dev.cairn.store.StoreEvent;
import dev.cairn.train.TrainEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far training is and how fast it goes. The rate is that of training alone, over about the last
 * ten seconds; the time left counts evaluations and saves too, at their share so far.
 */
final class Progress {

  /** What a terminal itself writes after the bar for Ctrl-C: {@code ^C}. */
  static final int ECHO = 2;

  private static final double MEMORY_NANOS = 10e9;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int SHORTEST_BAR = 6;
  private static final int LONGEST_BAR = 40;
  private static final String GAP = "  ";

  private TrainEvent.@Nullable Stepped last;
  private long beganNanos;

  /** Where the time left is told from: what comes before the first step comes only once. */
  private long firstNanos;

  private long firstStep;

  /** When the last step ended; moved on by what is no training. */
  private long markNanos;

  private double recentTokens;
  private double recentNanos;
  private double allTokens;
  private double allNanos;

  void accept(TrainEvent event, long now) {
    if (event instanceof TrainEvent.Started) {
      begin(now);
    } else if (event instanceof TrainEvent.Stepped stepped) {
      step(stepped, now);
    } else if (!(event instanceof TrainEvent.Stored stored)
        || stored.event() instanceof StoreEvent.Held) {
      // What else is stored is stored beside training.
      markNanos = now;
    }
  }

  private void begin(long now) {
    last = null;
    beganNanos = now;
    markNanos = now;
    recentTokens = 0;
    recentNanos = 0;
    allTokens = 0;
    allNanos = 0;
  }

  private void step(TrainEvent.Stepped stepped, long now) {
    if (last == null) {
      firstNanos = markNanos;
      firstStep = stepped.step() - 1;
    }
    double nanos = now - markNanos;
    double forgotten = Math.exp(-nanos / MEMORY_NANOS);
    recentTokens = recentTokens * forgotten + stepped.tokens();
    recentNanos = recentNanos * forgotten + nanos;
    allTokens += stepped.tokens();
    allNanos += nanos;
    markNanos = now;
    last = stepped;
  }

  /** How long training has gone on. */
  Duration elapsed(long now) {
    return Duration.ofNanos(now - beganNanos);
  }

  /** Tokens a second over all steps. */
  String meanRate() {
    return rate(allTokens, allNanos);
  }

  /** One line without control characters. */
  String line(long now) {
    TrainEvent.Stepped at = at();
    return String.join(
        GAP,
        steps(at),
        percent(at),
        loss(at),
        "lr " + Units.rate(at.learningRate()),
        rate(recentTokens, recentNanos),
        times(at, now));
  }

  /** One line with a bar, shorter than the terminal is wide. */
  String bar(Terminal terminal, long now) {
    TrainEvent.Stepped at = at();
    List<String> right =
        new ArrayList<>(
            List.of(percent(at), loss(at), rate(recentTokens, recentNanos), times(at, now)));
    int room = terminal.width() - 1 - ECHO;
    int used = length(steps(at), right);
    while (used + GAP.length() + SHORTEST_BAR > room && right.size() > 1) {
      // The rate goes first, then the loss, then the percentage; the time left stays.
      right.remove(right.size() - 2);
      used = length(steps(at), right);
    }
    int cells = Math.min(LONGEST_BAR, room - used - GAP.length());
    List<String> parts = new ArrayList<>(List.of(steps(at)));
    if (cells >= SHORTEST_BAR) {
      parts.add(cells(cells, (double) at.step() / at.target(), terminal.unicode()));
    }
    parts.addAll(right);
    String line = String.join(GAP, parts);
    return line.length() > room ? line.substring(0, room) : line;
  }

  private TrainEvent.Stepped at() {
    if (last == null) {
      throw new IllegalStateException("no step was taken yet");
    }
    return last;
  }

  private static int length(String first, List<String> parts) {
    return parts.stream().mapToInt(part -> GAP.length() + part.length()).sum() + first.length();
  }

  static String cells(int count, double done, boolean unicode) {
    int full = (int) Math.round(done * count);
    return (unicode ? "━" : "#").repeat(full) + (unicode ? "┄" : "-").repeat(count - full);
  }

  private static String steps(TrainEvent.Stepped at) {
    String target = Long.toString(at.target());
    String step = Long.toString(at.step());
    return "step " + " ".repeat(Math.max(0, target.length() - step.length())) + step + "/" + target;
  }

  private static String percent(TrainEvent.Stepped at) {
    return String.format(Locale.ROOT, "%3d%%", 100 * at.step() / at.target());
  }

  private static String loss(TrainEvent.Stepped at) {
    return "loss " + Units.metric(at.loss());
  }

  private static String rate(double tokens, double nanos) {
    return nanos > 0
        ? Units.count(Math.round(tokens / nanos * NANOS_PER_SECOND)) + " tokens/s"
        : "- tokens/s";
  }

  private String times(TrainEvent.Stepped at, long now) {
    double perStep = (double) (now - firstNanos) / (at.step() - firstStep);
    Duration left = Duration.ofNanos(Math.round(perStep * (at.target() - at.step())));
    return Units.clock(elapsed(now)) + " < " + Units.clock(left);
  }
}
