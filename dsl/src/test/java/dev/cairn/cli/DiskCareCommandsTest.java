package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DiskCareCommandsTest {

  @TempDir private Path temporary;
  private SampleRuns runs;

  @BeforeEach
  void makeRuns() throws IOException {
    runs = new SampleRuns(temporary).with("sft", 2.5, 2.25, 2.4, 2.6);
  }

  private Invocation cairn(Object... words) {
    Object[] all = new Object[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--runs";
    all[words.length + 1] = temporary;
    return Invocation.of(all);
  }

  private Path checkpoint(long step) {
    return temporary.resolve("sft/checkpoint-" + step);
  }

  @Test
  void aPinHasALabelThatLsShowsAndOtherCommandsTake() {
    assertThat(cairn("pin", "sft/checkpoint-100", "before lr"))
        .isEqualTo(new Invocation(0, "pinned " + checkpoint(100) + " as before lr\n", ""));
    assertThat(cairn("ls", "sft").out()).containsPattern("100 .* pinned: before lr\n");
    assertThat(cairn("pin", "--remove", "sft/before lr").out())
        .isEqualTo(checkpoint(100) + " is no longer pinned\n");
    assertThat(cairn("ls", "sft").out()).doesNotContain("pinned");
  }

  @Test
  void aCheckpointIsRemovedToTheTrashAndRestored() {
    assertThat(cairn("rm", "sft/checkpoint-100").out())
        .isEqualTo(
            "moved %s to %s\n"
                .formatted(checkpoint(100), temporary.resolve("sft/trash/checkpoint-100")));
    assertThat(checkpoint(100)).doesNotExist();
    assertThat(cairn("restore", "sft", "checkpoint-100").out())
        .isEqualTo(
            "restored "
                + checkpoint(100)
                + "\na later save deletes it again unless a rule keeps it; cairn pin does\n");
    assertThat(checkpoint(100)).isDirectory();
  }

  @Test
  void theRunNeedNotBeNamedWhereThereIsOnlyOne() {
    cairn("rm", "sft/checkpoint-300");
    cairn("rm", "sft/checkpoint-100");
    assertThat(cairn("restore", "checkpoint-300").exitCode()).isZero();
    assertThat(cairn("restore", "sft/checkpoint-100").exitCode()).isZero();
  }

  @Test
  void bestLatestAndPinnedAreRemovedOnlyByForce() {
    cairn("pin", "sft/checkpoint-100");
    assertThat(cairn("rm", "sft/best").err())
        .isEqualTo(
            "Error: %s is the best; rm --force moves it to the trash all the same\n"
                .formatted(checkpoint(200)));
    assertThat(cairn("rm", "sft/checkpoint-400").err()).contains("is the latest; rm --force");
    assertThat(cairn("rm", "sft/checkpoint-100").err()).contains("is pinned; rm --force");
    assertThat(cairn("rm", "sft").err()).contains("sft is a run; name one of its checkpoints");
    assertThat(cairn("rm", "sft/best", "--force").exitCode()).isZero();
    assertThat(checkpoint(200)).doesNotExist();
  }

  @Test
  void whatIsNotInTheTrashIsNotRestored() {
    cairn("rm", "sft/checkpoint-100");
    assertThat(cairn("restore", "sft", "checkpoint-300"))
        .isEqualTo(
            new Invocation(
                2, "", "Error: the trash of sft has no checkpoint-300; it has checkpoint-100\n"));
  }

  @Test
  void aDryRunSaysWhatWouldGoAndChangesNothing() {
    Invocation prune = cairn("prune", "sft", "--keep-last", "2", "--dry-run");
    assertThat(prune.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
        .containsExactly(
            "checkpoint | size | why",
            "checkpoint-100 | 277 B | goes | no rule keeps it",
            "checkpoint-200 | 277 B | stays | best",
            "checkpoint-300 | 277 B | stays | keepLast(2)",
            "checkpoint-400 | 277 B | stays | latest",
            "1 of 4 would be deleted, 277 B");
    assertThat(checkpoint(100)).isDirectory();
  }

  @Test
  void pruningDeletesWhatTheOptionsLetGo() {
    assertThat(cairn("prune", "--keep-last", "1").out())
        .startsWith("sft\n")
        .endsWith("2 of 4 deleted, 554 B\n");
    assertThat(checkpoint(100)).doesNotExist();
    assertThat(checkpoint(200)).isDirectory();
    assertThat(checkpoint(300)).doesNotExist();
    assertThat(checkpoint(400)).isDirectory();
  }

  @Test
  void whatIsYoungerThanTheSpanStays() {
    assertThat(cairn("prune", "sft", "--older-than", "7d").out()).endsWith("0 of 4 deleted, 0 B\n");
    assertThat(cairn("prune", "sft", "--older-than", "0s", "--dry-run").out())
        .endsWith("2 of 4 would be deleted, 554 B\n");
    assertThat(cairn("prune", "sft", "--older-than", "soon").err())
        .contains("\"soon\" is no time span; write it as 7d, 12h or 30m");
  }

  @Test
  void aRunWithoutStoredRulesNeedsAnOption() {
    assertThat(cairn("prune", "sft"))
        .isEqualTo(
            new Invocation(
                2,
                "",
                "Error: the run sft has no rules stored; say --keep-last N or --older-than 7d\n"));
  }

  @Test
  void duCountsWhatIsSharedByHardLinksOnce() throws IOException {
    Path shared = checkpoint(200).resolve("model.safetensors");
    Files.delete(shared);
    Files.createLink(shared, checkpoint(100).resolve("model.safetensors"));
    JsonNode usage = JsonMapper.shared().readTree(cairn("du", "sft", "--json").out()).get(0);
    long model = Files.size(shared);
    assertThat(usage.get("bytes").longValue() - usage.get("bytes_on_disk").longValue())
        .isEqualTo(model);
    assertThat(usage.get("parts"))
        .extracting(part -> part.get("name").stringValue())
        .containsExactly(
            "checkpoint-100", "checkpoint-200", "checkpoint-300", "checkpoint-400", "other files");
    assertThat(cairn("du", "sft").out()).containsPattern("part +size +on disk\n").contains("total");
    assertThat(cairn("du").out()).containsPattern("run +size +on disk\nsft ");
  }

  @Test
  void aRunInUseIsLeftAlone() throws IOException {
    try (CheckpointStore store = runs.open("sft")) {
      for (Object[] words :
          new Object[][] {
            {"pin", "sft/checkpoint-100"},
            {"rm", "sft/checkpoint-100"},
            {"prune", "sft", "--keep-last", "1"}
          }) {
        Invocation refused = cairn(words);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains(store.directory().path() + " is in use by process ");
      }
    }
    assertThat(checkpoint(100)).isDirectory();
  }
}
