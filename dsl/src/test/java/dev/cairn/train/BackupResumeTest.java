package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.StoreEvent;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupResumeTest {
  @TempDir Path temporary;

  @Test
  void aRunThatLostItsDiskGoesOnFromTheBackupToTheSameBytes() throws IOException {
    TinyRun whole = TinyRun.at(temporary.resolve("whole")).saveEvery(2);
    whole.train(6);
    Path mirror = temporary.resolve("other/lost");
    TinyRun lost = TinyRun.at(temporary.resolve("lost")).saveEvery(2).backupTo(mirror);
    lost.stopAt(4).train(6);
    assertThat(RunDirectory.at(mirror).checkpoints()).extracting(Checkpoint::step).contains(4L);
    delete(lost.directory);
    assertThat(lost.stopNowhere().train(6)).isEqualTo(Outcome.FINISHED);
    assertThat(lost.stored(StoreEvent.Restored.class))
        .containsExactly(new StoreEvent.Restored(lost.directory.resolve("checkpoint-4"), mirror));
    assertThat(lost.events(TrainEvent.Started.class).get(0).step()).isEqualTo(4);
    lost.assertSameBytes(whole, 6);
    assertThat(lost.metrics()).isEqualTo(whole.metrics());
  }

  @Test
  void aBackupThatCannotBeWrittenEndsNothing() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    TinyRun run = TinyRun.at(temporary.resolve("run")).saveEvery(2).backupTo(file.resolve("sub"));
    assertThat(run.train(4)).isEqualTo(Outcome.FINISHED);
    assertThat(run.stored(StoreEvent.BackupFailed.class)).hasSize(1);
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure)
              throws IOException {
            Files.delete(left);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
