package dev.cairn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {

  @TempDir Path folder;

  @Test
  void filesAreJoinedByANewlineInTheGivenOrder() throws IOException {
    Path second = write("a.txt", "zwei\n");
    Path first = write("b.txt", "eins");

    assertThat(read(first, second)).isEqualTo("eins\nzwei\n");
  }

  @Test
  void aFolderIsReadRecursivelyAndSortedByPath() throws IOException {
    write("b.txt", "3");
    write("a/z.txt", "2");
    write("a/b/c.txt", "1");

    assertThat(read(folder)).isEqualTo("1\n2\n3");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void hiddenFilesAndFoldersArePassedOver() throws IOException {
    write(".git/config", "hidden");
    write(".secret", "hidden");
    write("seen.txt", "seen");

    assertThat(read(folder)).isEqualTo("seen");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aHiddenFolderThatIsNamedIsRead() throws IOException {
    write(".notes/a.txt", "seen");

    assertThat(read(folder.resolve(".notes"))).isEqualTo("seen");
  }

  @Test
  void binaryAndEmptyFilesInAFolderArePassedOver() throws IOException {
    Files.write(folder.resolve("latin1.txt"), "é".getBytes(StandardCharsets.ISO_8859_1));
    write("nul.bin", "a\0b");
    write("empty.txt", "");
    write("text.txt", "é");

    assertThat(read(folder)).isEqualTo("é");
  }

  @Test
  void aMissingPathIsNamed() {
    Path missing = folder.resolve("poems.txt");

    assertThatThrownBy(() -> read(missing))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageStartingWith("there is no file or folder " + missing)
        .hasMessageEndingWith("correct the path in text(...)");
  }

  @Test
  void anEmptyFileIsNamed() throws IOException {
    Path empty = write("empty.txt", "");

    assertThatThrownBy(() -> read(empty))
        .isInstanceOf(IOException.class)
        .hasMessage(empty + " is empty: name a file with text, or leave it out");
  }

  @Test
  void aBinaryFileThatIsNamedIsRefused() throws IOException {
    Path binary = write("model.bin", "a\0b");

    assertThatThrownBy(() -> read(binary))
        .isInstanceOf(IOException.class)
        .hasMessage(binary + " is not UTF-8 text: convert it, or leave it out");
  }

  @Test
  void aFolderWithoutTextIsNamed() {
    assertThatThrownBy(() -> read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no text in " + folder + ": name a file or folder with text");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileThatMayNotBeReadIsNamed() throws IOException {
    Path secret = write("secret.txt", "text");
    Files.setPosixFilePermissions(secret, Set.of());
    // The superuser may read everything.
    assumeThat(Files.isReadable(secret)).isFalse();

    assertThatThrownBy(() -> read(secret))
        .isInstanceOf(IOException.class)
        .hasMessage(secret + " cannot be read: permission denied");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkBackUpDoesNotLoop() throws IOException {
    write("a/text.txt", "once");
    Files.createSymbolicLink(folder.resolve("a/up"), folder);

    assertThat(read(folder)).isEqualTo("once");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkToAFolderIsFollowedWhereItIsNamed() throws IOException {
    write("a/text.txt", "linked");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a"));

    assertThat(read(link)).isEqualTo("linked");
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String read(Path... paths) throws IOException {
    return new TextSource.Files(List.of(paths)).read();
  }
}
