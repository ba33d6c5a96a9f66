package dev.cairn.store;

import dev.cairn.tensor.SeedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The seeds of {@link ManifestFuzzTest}. */
class ManifestSeedsTest {

  @Test
  void theSeedsAreKeptAsTheyAreMade() throws IOException {
    String whole = manifest().toText();
    SeedFiles.assertKept(
        SeedFiles.folder(ManifestFuzzTest.class, "anyManifestIsReadOrRefused"),
        Map.of(
            "whole", bytes(whole),
            "cut-short", bytes(whole.substring(0, whole.length() / 2)),
            "newer-format", bytes(whole.replace("\"format\": 1", "\"format\": 2")),
            "file-outside", bytes(whole.replace("config.json", "../config.json")),
            "huge-size", bytes(whole.replace("\"size\": 80", "\"size\": 9223372036854775808")),
            "nested-deeply", bytes("[".repeat(2000) + "]".repeat(2000)),
            "checksum-only", bytes("{\"checksum\": \"" + "0".repeat(64) + "\"}"),
            "empty-object", bytes("{}")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Manifest manifest() {
    Manifest.FileSums text =
        new Manifest.FileSums("config.json", 2, "0".repeat(64), Optional.empty());
    Manifest.FileSums tensors =
        new Manifest.FileSums(
            Contents.MODEL,
            80,
            "f".repeat(64),
            Optional.of(new Manifest.TensorSums(72, "0a1b2c3d", Map.of("wte.weight", "00000000"))));
    return new Manifest(
        Manifest.FORMAT,
        100,
        0.5,
        CrashScript.CLOCK.instant(),
        true,
        Map.of("eval_loss", Double.NaN),
        Optional.of("sft/checkpoint-1"),
        Map.of("djl", "0.35.1"),
        List.of(text, tensors));
  }
}
