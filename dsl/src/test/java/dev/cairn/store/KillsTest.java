package dev.cairn.store;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A real process saves without pause and is killed at random moments, while what it was told is
 * written down outside of it. After each kill the run is opened and compared with that.
 */
class KillsTest {
  private static final int LONGEST_LIFE_MILLIS = 60;

  /** One life in so many ends without a save, perhaps while the run is being opened. */
  private static final int SHORT_LIVED = 8;

  private static final int LONGEST_SHORT_LIFE_MILLIS = 500;

  private final TreeMap<Long, Save> acknowledged = new TreeMap<>();
  private final TreeMap<Long, List<Save>> possible = new TreeMap<>();
  private Path temporary;
  private Path run;
  private int acknowledgements;

  private record Save(long step, double loss, String sha256) {}

  @BeforeEach
  void nameTheRun() throws IOException {
    temporary = QuickFolder.create("kills");
    run = temporary.resolve("sft");
  }

  @AfterEach
  void clear() throws IOException {
    new LocalDisk().deleteTree(temporary);
  }

  @Test
  void fiftyKillsLoseNothingThatWasAcknowledged() throws Exception {
    killsLoseNothing(50);
  }

  @Test
  @Tag("slow")
  void aThousandKillsLoseNothingThatWasAcknowledged() throws Exception {
    killsLoseNothing(1000);
  }

  private void killsLoseNothing(int kills) throws Exception {
    Random random = new Random(kills);
    for (int kill = 1; kill <= kills; kill++) {
      liveAndDie(kill, random);
      judge("kill " + kill);
    }
    System.out.printf("%,d kills, %,d acknowledged saves%n", kills, acknowledgements);
    assertThat(acknowledgements).isGreaterThan(kills);
  }

  private void liveAndDie(int seed, Random random) throws Exception {
    Path said = temporary.resolve("said");
    Process process =
        new ProcessBuilder(command(seed))
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      int life = LONGEST_SHORT_LIFE_MILLIS;
      if (random.nextInt(SHORT_LIVED) > 0) {
        awaitASave(process, said);
        life = LONGEST_LIFE_MILLIS;
      }
      assertThat(process.waitFor(random.nextInt(life), MILLISECONDS)).isFalse();
    } finally {
      process.destroyForcibly().waitFor();
    }
    String text = Files.readString(said);
    // The last line may be torn.
    text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(this::hear);
  }

  private static void awaitASave(Process process, Path said) throws Exception {
    while (!Files.readString(said).contains("saved")) {
      assertThat(process.waitFor(2, MILLISECONDS)).as("ended by itself").isFalse();
    }
  }

  private List<String> command(int seed) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xshare:auto",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx64m",
        "-cp",
        System.getProperty("java.class.path"),
        SavesWithoutPause.class.getName(),
        run.toString(),
        Integer.toString(seed));
  }

  private void hear(String line) {
    String[] words = line.split(" ", -1);
    switch (words[0]) {
      case "saving" -> {
        Save save = save(words);
        possible.computeIfAbsent(save.step(), none -> new ArrayList<>()).add(save);
      }
      case "saved" -> {
        Save save = save(words);
        possible.put(save.step(), new ArrayList<>(List.of(save)));
        acknowledged.put(save.step(), save);
        acknowledgements++;
      }
      case "rewinding" -> acknowledged.tailMap(Long.parseLong(words[1]), false).clear();
      case "rewound" -> possible.tailMap(Long.parseLong(words[1]), false).clear();
      default -> throw new AssertionError(line);
    }
  }

  private static Save save(String[] words) {
    return new Save(Long.parseLong(words[1]), Double.parseDouble(words[2]), words[3]);
  }

  private void judge(String kill) throws IOException {
    try (CheckpointStore store = SavesWithoutPause.open(run)) {
      List<Checkpoint> listed = store.directory().checkpoints();
      Map<Long, Save> found = new TreeMap<>();
      for (Checkpoint checkpoint : listed) {
        found.put(checkpoint.step(), found(checkpoint));
        assertThat(possible.get(checkpoint.step())).as(kill).contains(found(checkpoint));
      }
      if (!acknowledged.isEmpty()) {
        assertNothingIsLost(kill, store, found);
      }
      acknowledged.keySet().retainAll(found.keySet());
      acknowledged.putAll(found);
    }
  }

  private void assertNothingIsLost(String kill, CheckpointStore store, Map<Long, Save> found)
      throws IOException {
    assertThat(store.newestValid().orElseThrow().step())
        .as(kill)
        .isGreaterThanOrEqualTo(acknowledged.lastKey());
    assertThat(found).as(kill).isNotEmpty();
    Save best = found.values().stream().min(Comparator.comparingDouble(Save::loss)).orElseThrow();
    assertThat(store.directory().best().orElseThrow().metrics())
        .as(kill)
        .containsEntry("eval_loss", best.loss());
  }

  private static Save found(Checkpoint checkpoint) throws IOException {
    assertThat(checkpoint.damage()).as(checkpoint.name()).isEmpty();
    try (CheckpointReader reader = checkpoint.open()) {
      assertThat(reader.faults()).as(checkpoint.name()).isEmpty();
    }
    byte[] model = Files.readAllBytes(checkpoint.path().resolve(Contents.MODEL));
    return new Save(
        checkpoint.step(),
        checkpoint.metrics().getOrDefault("eval_loss", Double.NaN),
        Digests.sha256(model));
  }
}
