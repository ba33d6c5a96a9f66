package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedTest {
  private static final long NO_PROCESS = Integer.MAX_VALUE;

  @TempDir private Path temporary;
  private Path above;
  private Path target;

  @BeforeEach
  void nameTheTarget() {
    above = temporary.resolve("above");
    target = above.resolve("target");
  }

  @Test
  void aDirectoryIsThereOnlyWhenItIsPlaced() throws IOException {
    try (Staged staged = Storage.LOCAL.stage(target)) {
      fill(staged, "new");
      assertThat(target).doesNotExist();
      staged.place(target);
    }
    assertThat(target.resolve("in/file")).hasContent("new");
    assertThat(children()).containsExactly("target");
  }

  @Test
  void itsPartsArePlacedOneAfterTheOther() throws IOException {
    try (Staged staged = Storage.LOCAL.stage(target)) {
      for (String part : List.of("first", "second")) {
        staged.createDirectory(staged.path().resolve(part));
      }
      for (String part : List.of("first", "second")) {
        staged.place(staged.path().resolve(part), above.resolve(part));
      }
    }
    assertThat(children()).containsExactly("first", "second");
  }

  @Test
  void whatIsNotPlacedIsDeleted() throws IOException {
    try (Staged staged = Storage.LOCAL.stage(target)) {
      fill(staged, "new");
    }
    assertThat(above).isEmptyDirectory();
  }

  @Test
  void whatAKilledProcessLeftIsDeletedWhenTheSameIsStagedAgain() throws IOException {
    Files.createDirectories(draftOf(NO_PROCESS, "target").resolve("in"));
    Files.createFile(draftOf(ProcessHandle.current().pid(), "target"));
    Storage.LOCAL.stage(target).close();
    assertThat(above).isEmptyDirectory();
  }

  @Test
  void whatOthersAreAtWorkOnIsLeftAlone() throws IOException {
    Files.createDirectories(above);
    Process other = new ProcessBuilder("cat").start();
    try (Staged mine = Storage.LOCAL.stage(target)) {
      mine.createDirectory(mine.path());
      Path another = Files.createFile(draftOf(NO_PROCESS, "another"));
      Path living = Files.createFile(draftOf(other.pid(), "target"));
      Storage.LOCAL.stage(target).close();
      assertThat(List.of(mine.path(), another, living)).allMatch(Files::exists);
    } finally {
      other.destroy();
    }
  }

  private Path draftOf(long process, String name) {
    String draft = Layout.name(Layout.unfinishedFor(above.resolve(name)));
    return above.resolve(draft.replaceFirst("\\d+", Long.toString(process)));
  }

  @Test
  void whatWasSetAsideComesBackThroughALinkToTheDirectoryAboveToo() throws IOException {
    place("old");
    Files.move(target, above.resolve(".replaced-target"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), above);
    Storage.LOCAL.recover(link.resolve("target"));
    assertThat(target.resolve("in/file")).hasContent("old");
  }

  @Test
  void whatIsThereIsNotReplacedUnlessAsked() throws IOException {
    place("old");
    try (Staged staged = Storage.LOCAL.stage(target)) {
      fill(staged, "new");
      assertThatThrownBy(() -> staged.place(target)).isInstanceOf(FileAlreadyExistsException.class);
      staged.replace(target);
    }
    assertThat(target.resolve("in/file")).hasContent("new");
    assertThat(children()).containsExactly("target");
  }

  @Test
  void nothingIsCreatedOutsideOfIt() throws IOException {
    try (Staged staged = Storage.LOCAL.stage(target)) {
      staged.createDirectory(staged.path());
      assertThatThrownBy(() -> staged.create(staged.path().resolve("../outside")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void everyFileAndDirectoryIsForcedBeforeTheRenameAndTheParentAfter() throws IOException {
    List<String> operations = new ArrayList<>();
    WatchedDisk disk =
        new WatchedDisk((operation, path) -> operations.add(operation + " " + Layout.name(path)));
    Files.createDirectories(above);
    List<String> namesAbove = new ArrayList<>();
    for (Path path = above.getParent(); path != null; path = path.getParent()) {
      namesAbove.add("FORCE_DIRECTORY " + Layout.name(path));
    }
    String draft;
    try (Staged staged = Staged.at(target, disk)) {
      draft = Layout.name(staged.path());
      fill(staged, "new");
      staged.place(target);
    }
    assertThat(operations).containsSubsequence(namesAbove);
    assertThat(operations)
        .filteredOn(operation -> !namesAbove.contains(operation))
        .containsExactly(
            "LIST above",
            "CREATE_DIRECTORY " + draft,
            "CREATE_DIRECTORY in",
            "CREATE file",
            "WRITE file",
            "FORCE file",
            "FORCE_DIRECTORY " + draft,
            "FORCE_DIRECTORY in",
            "RENAME " + draft,
            "FORCE_DIRECTORY above");
  }

  @Test
  void aFailureOfAnyOperationLeavesTheWholeOldOneOrTheWholeNewOne() throws IOException {
    place("old");
    int failures = 0;
    while (!replacedUnlessOperationFails(failures)) {
      assertThat(target.resolve("in/file")).hasContent("old");
      assertThat(children()).containsExactly("target");
      failures++;
    }
    assertThat(failures).isGreaterThan(7);
    assertThat(target.resolve("in/file")).hasContent("new");
  }

  private boolean replacedUnlessOperationFails(int number) throws IOException {
    int[] left = {number};
    WatchedDisk disk =
        new WatchedDisk(
            (operation, path) -> {
              if (left[0]-- == 0) {
                throw new IOException("no more");
              }
            });
    try (Staged staged = Staged.at(target, disk)) {
      fill(staged, "new");
      staged.replace(target);
      return true;
    } catch (IOException failed) {
      return Files.readString(target.resolve("in/file")).equals("new");
    }
  }

  private void place(String text) throws IOException {
    try (Staged staged = Storage.LOCAL.stage(target)) {
      fill(staged, text);
      staged.place(target);
    }
  }

  private static void fill(Staged staged, String text) throws IOException {
    staged.createDirectory(staged.path());
    staged.createDirectory(staged.path().resolve("in"));
    try (OutputStream out = staged.create(staged.path().resolve("in/file"))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private List<String> children() throws IOException {
    try (Stream<Path> children = Files.list(above)) {
      return children.map(Layout::name).sorted().toList();
    }
  }
}
