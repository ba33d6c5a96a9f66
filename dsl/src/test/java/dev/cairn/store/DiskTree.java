package dev.cairn.store;

import dev.cairn.store.DiskChange.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Directories, files and links in memory, to which changes are applied whole, in part or not. */
final class DiskTree {
  private static final int SECTOR = 512;

  /** Process and random digits in the names of what is unfinished. */
  private static final Pattern UNIQUE = Pattern.compile("-(\\d+)-([0-9a-f]{8})");

  private final Node root;
  private final Map<Node, TreeMap<String, Node>> directories = new HashMap<>();
  private final Map<Node, byte[]> files = new HashMap<>();

  /** How much of a change is there after a power cut. */
  enum Survival {
    WHOLE,
    LOST,
    /** The first half of the bytes. */
    HALF,
    /** The first sector of the bytes. */
    SECTOR,
    /** The file is as long as it was made, but holds zeros. */
    ZEROED
  }

  DiskTree(Node root) {
    this.root = root;
    directories.put(root, new TreeMap<>());
  }

  DiskTree(DiskTree other) {
    root = other.root;
    other.directories.forEach((node, names) -> directories.put(node, new TreeMap<>(names)));
    files.putAll(other.files);
  }

  /** What lies at a path below the root. */
  Optional<Node> find(Path relative) {
    Optional<Node> node = Optional.of(root);
    for (Path name : relative) {
      if (!name.toString().isEmpty()) {
        node = node.map(directories::get).map(names -> names.get(name.toString()));
      }
    }
    return node;
  }

  /** The bytes in a file so far. */
  int size(Node file) {
    return files.getOrDefault(file, new byte[0]).length;
  }

  /** Applies a change as far as it survived; what it needs may itself be lost. */
  void apply(DiskChange change, Survival survival) {
    if (survival == Survival.LOST) {
      return;
    }
    if (change instanceof DiskChange.Add add) {
      names(add.directory()).putIfAbsent(add.name(), add.node());
    } else if (change instanceof DiskChange.Remove remove) {
      names(remove.directory()).remove(remove.name());
    } else if (change instanceof DiskChange.Rename rename) {
      rename(rename);
    } else if (change instanceof DiskChange.Write write) {
      write(write, survival);
    }
  }

  private void rename(DiskChange.Rename rename) {
    Node replaced = names(rename.to()).get(rename.newName());
    boolean inTheWay = replaced != null && !names(replaced).isEmpty();
    Node moved = inTheWay ? null : names(rename.from()).remove(rename.name());
    if (moved != null) {
      names(rename.to()).put(rename.newName(), moved);
    }
  }

  private void write(DiskChange.Write write, Survival survival) {
    byte[] old = files.getOrDefault(write.file(), new byte[0]);
    int length = write.bytes().remaining();
    int kept =
        switch (survival) {
          case HALF -> length / 2;
          case SECTOR -> Math.min(SECTOR, length);
          default -> length;
        };
    byte[] grown = Arrays.copyOf(old, Math.max(old.length, write.offset() + kept));
    if (survival != Survival.ZEROED) {
      write.bytes().duplicate().get(grown, write.offset(), kept);
    }
    files.put(write.file(), grown);
  }

  private Map<String, Node> names(Node directory) {
    return directories.computeIfAbsent(directory, node -> new TreeMap<>());
  }

  /** The same for trees that differ in nothing but random digits. */
  String digest() {
    MessageDigest digest = Digests.sha256();
    digest(root, digest);
    return Digests.hex(digest);
  }

  private void digest(Node node, MessageDigest digest) {
    digest.update((node.kind() + node.target()).getBytes(StandardCharsets.UTF_8));
    byte[] bytes = files.getOrDefault(node, new byte[0]);
    digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
    if (node.isDirectory()) {
      for (Map.Entry<String, Node> entry : names(node).entrySet()) {
        String name = UNIQUE.matcher(entry.getKey()).replaceAll("-");
        digest.update(("/" + name + "\n").getBytes(StandardCharsets.UTF_8));
        digest(entry.getValue(), digest);
      }
      digest.update((byte) '.');
    }
  }

  /** Whether it holds names whose order is that of random digits. */
  boolean isOrderedByChance() {
    return directories.values().stream()
        .anyMatch(names -> names.keySet().stream().filter(DiskTree::isUnique).count() > 1);
  }

  private static boolean isUnique(String name) {
    return UNIQUE.matcher(name).find();
  }

  /** The same with the other order of the random digits. */
  DiskTree mirrored() {
    DiskTree mirrored = new DiskTree(this);
    directories.forEach(
        (directory, names) -> {
          mirrored.names(directory).clear();
          names.forEach((name, node) -> mirrored.names(directory).put(mirrored(name), node));
        });
    return mirrored;
  }

  private static String mirrored(String name) {
    return UNIQUE
        .matcher(name)
        .replaceFirst(
            unique ->
                "-%s-%08x"
                    .formatted(unique.group(1), ~Integer.parseUnsignedInt(unique.group(2), 16)));
  }

  /** Makes the tree in a directory that exists and is empty. */
  void writeTo(Path directory) throws IOException {
    writeTo(directory, root);
  }

  private void writeTo(Path directory, Node node) throws IOException {
    for (Map.Entry<String, Node> entry : names(node).entrySet()) {
      Path path = directory.resolve(entry.getKey());
      Node child = entry.getValue();
      switch (child.kind()) {
        case DIRECTORY -> writeTo(Files.createDirectory(path), child);
        case FILE -> Files.write(path, files.getOrDefault(child, new byte[0]));
        case LINK -> Files.createSymbolicLink(path, Path.of(child.target()));
      }
    }
  }
}
