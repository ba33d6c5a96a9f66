package dev.cairn.store;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads of a manifest what a list shows, and passes over the checksums of the tensors, which are
 * most of it: lists are long. Whatever is not as it should be is left to {@link Manifest#read},
 * which says what.
 */
final class SummaryReader {
  private final File checkpoint;
  private int format = Integer.MAX_VALUE;
  private long step = -1;
  private double epoch;
  private Instant created = Instant.EPOCH;
  private boolean candidateForBest;
  private final Map<String, Double> metrics = new HashMap<>();
  private long bytes;
  private boolean filesAreWhole = true;

  private SummaryReader(File checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** The summary of a checkpoint of this step whose files all have their sizes; else empty. */
  static Optional<Summary> read(Path checkpoint, long step) {
    SummaryReader reader = new SummaryReader(checkpoint.toFile());
    try {
      byte[] json = reader.manifest();
      if (!Manifest.matchesItsChecksum(json)) {
        return Optional.empty();
      }
      reader.parse(json);
    } catch (IOException | JacksonException | DateTimeException notAsItShouldBe) {
      return Optional.empty();
    }
    return reader.format <= Manifest.FORMAT && reader.step == step && reader.filesAreWhole
        ? Optional.of(reader.summary())
        : Optional.empty();
  }

  private byte[] manifest() throws IOException {
    try (FileInputStream in = new FileInputStream(new File(checkpoint, Layout.MANIFEST))) {
      return in.readAllBytes();
    }
  }

  private Summary summary() {
    return new Summary(epoch, created, candidateForBest, metrics, bytes);
  }

  private void parse(byte[] json) {
    try (JsonParser parser = HuggingFaceJson.MAPPER.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        property(name, parser);
      }
    }
  }

  private void property(String name, JsonParser parser) {
    switch (name) {
      case "format" -> format = parser.getIntValue();
      case "step" -> step = parser.getLongValue();
      case "epoch" -> epoch = parser.getDoubleValue();
      case "created" -> created = Instant.parse(parser.getString());
      case "candidateForBest" -> candidateForBest = parser.getBooleanValue();
      case "metrics" -> metrics(parser);
      case "files" -> files(parser);
      default -> parser.skipChildren();
    }
  }

  private void metrics(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      metrics.put(name, parser.getDoubleValue());
    }
  }

  private void files(JsonParser parser) {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      file(parser);
    }
  }

  private void file(JsonParser parser) {
    String name = "";
    long size = -1;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String property = parser.currentName();
      parser.nextToken();
      if (property.equals("name")) {
        name = parser.getString();
      } else if (property.equals("size")) {
        size = parser.getLongValue();
      } else {
        parser.skipChildren();
      }
    }
    bytes += size;
    filesAreWhole &= Layout.isPlainFileName(name) && hasSize(new File(checkpoint, name), size);
  }

  /** A missing file has the length 0 here. */
  private static boolean hasSize(File file, long size) {
    return file.length() == size && (size > 0 || file.exists());
  }
}
