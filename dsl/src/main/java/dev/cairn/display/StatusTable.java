package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.HistoryEntry;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.RunStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a run does, how far it is and how fast it goes; of one that is not at its end, also how to
 * go on.
 */
public final class StatusTable implements Display {

  private static final String STOPPED = "stopped";

  private final String name;
  private final Optional<RunStatus> status;
  private final long step;
  private final List<Checkpoint> checkpoints;
  private final Optional<String> reason;
  private final Instant now;

  private StatusTable(
      String name,
      Optional<RunStatus> status,
      long lastLogged,
      List<Checkpoint> checkpoints,
      Optional<String> reason,
      Instant now) {
    this.name = name;
    this.status = status;
    this.step =
        Math.max(
            Math.max(0, lastLogged),
            Math.max(
                status.map(RunStatus::step).orElse(0L),
                checkpoints.stream().mapToLong(Checkpoint::step).max().orElse(0)));
    this.checkpoints = List.copyOf(checkpoints);
    this.reason = reason;
    this.now = now;
  }

  /**
   * The status of a run.
   *
   * @param name what it is called
   */
  public static StatusTable of(RunDirectory run, String name) throws IOException {
    return of(run, name, Metrics.of(run).lastStep(), run.checkpoints(), Instant.now());
  }

  static StatusTable of(
      RunDirectory run, String name, long lastLogged, List<Checkpoint> checkpoints, Instant now)
      throws IOException {
    Optional<RunStatus> status = run.status();
    boolean failed = status.filter(one -> one.state() == RunStatus.State.FAILED).isPresent();
    Optional<String> reason = failed ? reason(run.history()) : Optional.empty();
    return new StatusTable(name, status, lastLogged, checkpoints, reason, now);
  }

  private static Optional<String> reason(List<HistoryEntry> history) {
    return history.stream()
        .filter(entry -> entry.kind().equals("failed"))
        .reduce((older, newer) -> newer)
        .map(entry -> entry.details().get("reason"))
        .map(String::valueOf);
  }

  /** Whether nothing more is to come: it ended, its process went away, or nothing ever trained. */
  public boolean ended() {
    return status.map(one -> one.state().ended() || one.dead(now)).orElse(true);
  }

  /** Whether it ended at the step that was asked for. */
  public boolean finished() {
    return status.filter(one -> one.state() == RunStatus.State.FINISHED).isPresent();
  }

  @Override
  public String text(Terminal terminal) {
    StringBuilder text = new StringBuilder();
    text.append(ink().paint(headline(), terminal)).append('\n');
    trouble().ifPresent(line -> text.append(Ink.RED.paint(line, terminal)).append('\n'));
    facts()
        .forEach(
            (fact, value) ->
                text.append(Ink.PLAIN.paint("  %-12s %s".formatted(fact, value), terminal))
                    .append('\n'));
    return text.toString();
  }

  @Override
  public String html() {
    Html html = Html.root();
    head(html);
    html.open("table", "style", HtmlTable.TABLE).open("tbody");
    facts()
        .forEach(
            (fact, value) ->
                html.open("tr", "style", "background:none")
                    .element("td", fact, "style", cell() + Html.FAINT)
                    .element("td", value, "style", cell())
                    .close());
    return html.end();
  }

  private static String cell() {
    return "padding:1px 12px 1px 0;border:0;background:none;text-align:left;";
  }

  /** The bar, and what stands around it. */
  void head(Html html) {
    html.open("div", "style", "display:flex;gap:10px;align-items:baseline;flex-wrap:wrap")
        .element("span", name, "style", "font-weight:600")
        .element("span", state(), "style", "color:" + paint().css());
    if (target() > 0) {
      html.open(
              "progress",
              "value",
              Long.toString(Math.min(step, target())),
              "max",
              Long.toString(target()),
              "style",
              "width:240px;height:10px;accent-color:" + paint().css())
          .close();
    }
    html.element("span", progress()).close();
    trouble().ifPresent(line -> html.element("div", line, "style", "color:" + Paint.RED.css()));
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }

  /** {@code [300/600 1:12 < 1:15, 4.2 it/s, 3,190 tokens/s, 1.2 GB]}. */
  String progress() {
    StringBuilder line = new StringBuilder("[" + step);
    status
        .flatMap(RunStatus::pace)
        .ifPresent(
            pace -> {
              line.append('/').append(pace.target()).append(' ').append(Units.clock(elapsed(pace)));
              if (!ended()) {
                line.append(" < ").append(left(pace).map(Units::clock).orElse("?"));
              }
              if (pace.stepsPerSecond() > 0) {
                line.append(", ").append(speed(pace));
              }
              if (pace.memoryBytes() > 0) {
                line.append(", ").append(Units.bytes(pace.memoryBytes()));
              }
            });
    return line + "]";
  }

  /** The bar and its figures in one line: {@code quickstart running ━━━┄┄┄ 50% [300/600 ...]}. */
  public String line(Terminal terminal) {
    String right = (target() > 0 ? " %3d%% ".formatted(100 * step / target()) : " ") + progress();
    String left = name + " " + state() + " ";
    int room = Math.min(30, Math.min(terminal.width(), 120) - left.length() - right.length());
    String cells =
        target() > 0 && room > 5
            ? Progress.cells(room, Math.min(1, (double) step / target()), terminal.unicode())
            : "";
    return ink().paint(left, terminal) + cells + right;
  }

  private long target() {
    return status.flatMap(RunStatus::pace).map(RunStatus.Pace::target).orElse(0L);
  }

  /** {@code stopped} if its process went away without a word. */
  private String state() {
    return status
        .map(one -> one.dead(now) ? STOPPED : one.state().name().toLowerCase(Locale.ROOT))
        .orElse("not trained here");
  }

  private boolean well() {
    return state().equals("finished") || state().equals("paused") || !ended();
  }

  private Ink ink() {
    return well() ? Ink.BOLD : Ink.YELLOW;
  }

  private Paint paint() {
    if (state().equals("finished")) {
      return Paint.GREEN;
    }
    return well() ? Paint.BLUE : Paint.RED;
  }

  private String headline() {
    String of = target() > 0 ? " of %d (%d%%)".formatted(target(), 100 * step / target()) : "";
    return "%s: %s, step %d%s".formatted(name, state(), step, of);
  }

  /** Why it is not at its end, and what to do; empty where all is well. */
  Optional<String> trouble() {
    if (status.isEmpty() || well()) {
      return Optional.empty();
    }
    RunStatus last = status.get();
    String what =
        switch (last.state()) {
          case FAILED -> "It failed" + reason.map(why -> ": " + why).orElse("");
          case INTERRUPTED -> "It was interrupted at step " + last.step();
          default ->
              "Its process (%d on %s) is gone, last heard of %s"
                  .formatted(last.pid(), last.host(), Units.age(last.heartbeat(), now));
        };
    return Optional.of(what + "; " + wayOn());
  }

  private String wayOn() {
    String from =
        checkpoints.stream()
            .filter(Checkpoint::valid)
            .reduce((older, newer) -> newer)
            .map(newest -> "goes on from " + newest.name())
            .orElse("begins again, since there is no checkpoint yet");
    return (target() > 0 ? "train(%d)".formatted(target()) : "the same line again") + " " + from;
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    status.flatMap(RunStatus::pace).ifPresent(pace -> facts.putAll(facts(pace)));
    status.ifPresent(
        one ->
            facts.put(
                "heartbeat",
                "%s, process %d on %s"
                    .formatted(Units.age(one.heartbeat(), now), one.pid(), one.host())));
    newest(Checkpoint::latest).ifPresent(line -> facts.put("latest", line));
    newest(Checkpoint::best).ifPresent(line -> facts.put("best", line));
    return facts;
  }

  private Map<String, String> facts(RunStatus.Pace pace) {
    Map<String, String> facts = new LinkedHashMap<>();
    String left = ended() ? "" : left(pace).map(span -> ", left " + Units.clock(span)).orElse("");
    facts.put("elapsed", Units.clock(elapsed(pace)) + left);
    if (pace.stepsPerSecond() > 0) {
      facts.put("speed", speed(pace));
    }
    if (pace.memoryBytes() > 0) {
      facts.put("memory", Units.bytes(pace.memoryBytes()));
    }
    return facts;
  }

  private Optional<String> newest(Predicate<Checkpoint> marked) {
    return checkpoints.stream()
        .filter(marked)
        .findFirst()
        .map(
            one ->
                one.metrics().isEmpty()
                    ? one.name()
                    : one.name() + " (" + Units.metrics(one.metrics()) + ")");
  }

  private static String speed(RunStatus.Pace pace) {
    return "%s it/s, %s tokens/s"
        .formatted(
            String.format(Locale.ROOT, "%.1f", pace.stepsPerSecond()),
            Units.count(Math.round(pace.stepsPerSecond() * pace.tokensPerStep())));
  }

  private Duration elapsed(RunStatus.Pace pace) {
    return Duration.between(pace.began(), status.orElseThrow().heartbeat());
  }

  /** At the share of evaluations and saves so far; empty before the first step of this process. */
  private Optional<Duration> left(RunStatus.Pace pace) {
    long done = status.orElseThrow().step() - pace.firstStep();
    if (done <= 0) {
      return Optional.empty();
    }
    double seconds = (double) elapsed(pace).toMillis() / done * (pace.target() - step) / 1000;
    return Optional.of(Duration.ofSeconds(Math.max(0, Math.round(seconds))));
  }
}
