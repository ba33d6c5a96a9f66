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
    try (Staged staged = Storage.LOCAL.stage(above)) {
      fill(staged, "new");
      assertThat(target).doesNotExist();
      staged.place(target);
    }
    assertThat(target.resolve("in/file")).hasContent("new");
    assertThat(children()).containsExactly("target");
  }

  @Test
  void itsPartsArePlacedOneAfterTheOther() throws IOException {
    try (Staged staged = Storage.LOCAL.stage(above)) {
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
    try (Staged staged = Storage.LOCAL.stage(above)) {
      fill(staged, "new");
    }
    assertThat(above).isEmptyDirectory();
  }

  @Test
  void whatIsThereIsNotReplacedUnlessAsked() throws IOException {
    place("old");
    try (Staged staged = Storage.LOCAL.stage(above)) {
      fill(staged, "new");
      assertThatThrownBy(() -> staged.place(target)).isInstanceOf(FileAlreadyExistsException.class);
      staged.replace(target);
    }
    assertThat(target.resolve("in/file")).hasContent("new");
    assertThat(children()).containsExactly("target");
  }

  @Test
  void nothingIsCreatedOutsideOfIt() throws IOException {
    try (Staged staged = Storage.LOCAL.stage(above)) {
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
    try (Staged staged = Staged.in(above, disk)) {
      draft = Layout.name(staged.path());
      fill(staged, "new");
      staged.place(target);
    }
    assertThat(operations).containsSubsequence(namesAbove);
    assertThat(operations)
        .filteredOn(operation -> !namesAbove.contains(operation))
        .containsExactly(
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
    try (Staged staged = Staged.in(above, disk)) {
      fill(staged, "new");
      staged.replace(target);
      return true;
    } catch (IOException failed) {
      return Files.readString(target.resolve("in/file")).equals("new");
    }
  }

  private void place(String text) throws IOException {
    try (Staged staged = Storage.LOCAL.stage(above)) {
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
