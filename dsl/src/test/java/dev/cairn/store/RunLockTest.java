package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir Path temporary;
  private Path run;

  @BeforeEach
  void nameTheRun() {
    run = temporary.resolve("sft");
  }

  @Test
  void aSecondStoreInTheSameProcessIsRefusedByName() throws IOException {
    try (CheckpointStore holder = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOfSatisfying(
              RunInUseException.class, inUse -> assertThat(inUse.pid()).isEqualTo(PID))
          .hasMessageStartingWith(
              holder.directory().path() + " is in use by process " + PID + " on ")
          .hasMessageEndingWith("; wait until it ends, or stop it");
    }
  }

  @Test
  void theSameDirectoryUnderAnotherNameIsRefusedToo() throws IOException {
    try (CheckpointStore holder = open()) {
      Path alias = Files.createSymbolicLink(temporary.resolve("alias"), holder.directory().path());
      assertThatThrownBy(() -> open(alias)).isInstanceOf(RunInUseException.class);
    }
  }

  @Test
  void aLockThatOtherCodeOfThisProcessHoldsIsRefusedToo() throws IOException {
    Files.createDirectory(run);
    try (FileChannel other =
        FileChannel.open(
            run.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(other.tryLock()).isNotNull();
      assertThatThrownBy(this::open).isInstanceOf(RunInUseException.class);
    }
  }

  @Test
  void aClosedStoreLetsTheNextOneIn() throws IOException {
    open().close();
    open().close();
  }

  @Test
  void whoHoldsARunIsToldWithoutTouchingTheLock() throws IOException {
    RunDirectory directory = RunDirectory.at(run);
    assertThat(directory.holder()).isEmpty();
    try (CheckpointStore store = open()) {
      assertThat(Files.readString(run.resolve("run.lock"))).startsWith(PID + " ");
      assertThat(store.directory().holder().orElseThrow().isThisProcess()).isTrue();
    }
    assertThat(directory.holder()).isEmpty();
  }

  @Test
  void aProcessThatBeganAfterTheLockWasTakenIsNotItsHolder() throws IOException {
    open().close();
    Path lock = run.resolve("run.lock");
    Files.writeString(lock, Holder.current().toLine());
    assertThat(RunDirectory.at(run).holder()).isPresent();
    Files.setLastModifiedTime(lock, FileTime.from(Instant.EPOCH));
    assertThat(RunDirectory.at(run).holder()).isEmpty();
  }

  @Test
  void aRefusedSecondStoreLeavesTheFirstOneLocked() throws Exception {
    try (CheckpointStore holder = open()) {
      assertThatThrownBy(this::open).isInstanceOf(RunInUseException.class);
      Process other = LockHolder.start(holder.directory().path());
      try (var said = other.inputReader()) {
        assertThat(said.readLine()).contains("is in use by process " + PID);
      } finally {
        kill(other);
      }
    }
  }

  @Test
  void anotherProcessIsNamedAndItsLockEndsWithIt() throws Exception {
    Process holder = LockHolder.start(run);
    try (var said = holder.inputReader()) {
      assertThat(said.readLine()).isEqualTo("holds " + run);
      assertThatThrownBy(this::open)
          .isInstanceOfSatisfying(
              RunInUseException.class, inUse -> assertThat(inUse.pid()).isEqualTo(holder.pid()));
    } finally {
      kill(holder);
    }
    open().close();
  }

  @Test
  void aHolderWhoseNameIsDamagedIsStillAHolder() throws Exception {
    Process holder = LockHolder.start(run);
    try (var said = holder.inputReader()) {
      assertThat(said.readLine()).isEqualTo("holds " + run);
      Files.write(run.resolve("run.lock"), new byte[] {(byte) 0xff, 'x'});
      assertThatThrownBy(this::open)
          .isInstanceOf(RunInUseException.class)
          .hasMessageContaining("an unknown host");
    } finally {
      kill(holder);
    }
  }

  private CheckpointStore open() throws IOException {
    return open(run);
  }

  private static CheckpointStore open(Path path) throws IOException {
    return CheckpointStore.open(path, StoreSettings.keepingAll(), event -> {});
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
