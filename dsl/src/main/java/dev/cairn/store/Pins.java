package dev.cairn.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The run's list {@code pinned}: on each line the name of a checkpoint, and after it a label. */
record Pins(List<Pin> pins) {
  private static final int LONGEST_LABEL = 200;

  /** A line of the list; the label may be empty. */
  record Pin(String checkpoint, String label) {
    private static Pin parse(String line) {
      String[] words = line.strip().split("\\s+", 2);
      return new Pin(words[0], words.length == 1 ? "" : words[1]);
    }

    private String line() {
      return (checkpoint + " " + label).strip() + "\n";
    }
  }

  Pins {
    pins = List.copyOf(pins);
  }

  static Pins read(Path run) throws IOException {
    try {
      byte[] text = Files.readAllBytes(run.resolve(Layout.PINNED));
      return new Pins(
          new String(text, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .map(Pin::parse)
              .toList());
    } catch (NoSuchFileException none) {
      return new Pins(List.of());
    }
  }

  /**
   * Refuses what would not come back as it was written.
   *
   * @throws IllegalArgumentException if the label is longer than a line of 200 characters
   */
  static String requireLabel(String label) {
    if (label.length() > LONGEST_LABEL || label.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "pin(\"%s\"): a label is one line of at most %d characters"
              .formatted(label.replaceAll("\\p{Cntrl}", " "), LONGEST_LABEL));
    }
    return label.strip();
  }

  /** The names of the pinned checkpoints. */
  List<String> checkpoints() {
    return pins.stream().map(Pin::checkpoint).toList();
  }

  boolean holds(String checkpoint) {
    return pins.stream().anyMatch(pin -> pin.checkpoint().equals(checkpoint));
  }

  /** What the checkpoint is pinned as, which may be nothing; empty if it is not pinned. */
  Optional<String> pinnedAs(String checkpoint) {
    return pins.stream()
        .filter(pin -> pin.checkpoint().equals(checkpoint))
        .map(Pin::label)
        .findFirst();
  }

  /** What the checkpoint is pinned as; empty if it is not pinned, or without a label. */
  Optional<String> label(String checkpoint) {
    return pinnedAs(checkpoint).filter(label -> !label.isEmpty());
  }

  /** The name of the checkpoint that is pinned as {@code label}. */
  Optional<String> labelled(String label) {
    return pins.stream()
        .filter(pin -> !label.isEmpty() && pin.label().equals(label))
        .map(Pin::checkpoint)
        .findFirst();
  }

  /** The list with this pin in place of others of the same checkpoint or label. */
  Pins with(String checkpoint, String label) {
    List<Pin> changed = new ArrayList<>(without(checkpoint).pins());
    changed.removeIf(pin -> !label.isEmpty() && pin.label().equals(label));
    changed.add(new Pin(checkpoint, label));
    return new Pins(changed);
  }

  Pins without(String checkpoint) {
    return new Pins(pins.stream().filter(pin -> !pin.checkpoint().equals(checkpoint)).toList());
  }

  /** Replaces the run's list durably. */
  void write(Path run, Disk disk) throws IOException {
    String text = pins.stream().map(Pin::line).collect(Collectors.joining());
    disk.replace(run.resolve(Layout.PINNED), unfinished -> disk.createText(unfinished, text));
    disk.forceDirectory(run);
  }
}
