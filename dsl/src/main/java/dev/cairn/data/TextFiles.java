package dev.cairn.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The text of files and folders. */
record TextFiles(List<Path> paths) {

  String read() throws IOException {
    var text = new StringJoiner("\n");
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        for (Path file : filesBelow(path)) {
          decoded(file).filter(content -> !content.isEmpty()).ifPresent(text::add);
        }
      } else {
        text.add(named(path));
      }
    }
    if (text.length() == 0) {
      throw new IOException("there is no text in " + names() + ": name a file or folder with text");
    }
    return text.toString();
  }

  private static String named(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new FileNotFoundException(
          "there is no file or folder %s (that is %s): correct the path in text(...)"
              .formatted(file, file.toAbsolutePath().normalize()));
    }
    String content =
        decoded(file)
            .orElseThrow(
                () -> new IOException(file + " is not UTF-8 text: convert it, or leave it out"));
    if (content.isEmpty()) {
      throw new IOException(file + " is empty: name a file with text, or leave it out");
    }
    return content;
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    // A link to a folder is followed where the user named it and nowhere below, so nothing loops.
    Path root = folder.toRealPath();
    var found = new ArrayList<Path>();
    Files.walkFileTree(root, new VisibleFiles(root, found));
    // By name and not by Path, whose order differs between file systems.
    found.sort(Comparator.comparing(file -> slashed(root.relativize(file))));
    return found;
  }

  private static String slashed(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  /** The file's text, or nothing if it is binary. */
  private static Optional<String> decoded(Path file) throws IOException {
    try {
      String content =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
      return content.indexOf('\0') < 0 ? Optional.of(content) : Optional.empty();
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (AccessDeniedException e) {
      throw denied(file, e);
    } catch (OutOfMemoryError e) {
      throw new IOException(file + " does not fit into memory: split it, or raise -Xmx", e);
    }
  }

  private static IOException denied(Path file, IOException cause) {
    return new IOException(file + " cannot be read: permission denied", cause);
  }

  private String names() {
    return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  private static final class VisibleFiles extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> found;

    VisibleFiles(Path root, List<Path> found) {
      this.root = root;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      return folder.equals(root) || !Files.isHidden(folder)
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (Files.isRegularFile(file) && !Files.isHidden(file)) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
      throw cause instanceof AccessDeniedException ? denied(file, cause) : cause;
    }
  }
}
