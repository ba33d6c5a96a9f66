package dev.cairn.kernel.session;

import ai.djl.ndarray.NDArray;
import dev.cairn.display.Display;
import dev.cairn.display.TensorTable;
import dev.cairn.display.Terminal;
import dev.cairn.engine.EngineTensor;
import dev.cairn.kernel.cell.OwnNames;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** A value as a notebook shows it: the same thing in one or more MIME types. */
final class Rendering {

  static final String TEXT = "text/plain";
  static final String HTML = "text/html";
  static final String PNG = "image/png";

  /** What a console of a notebook's width shows. */
  static final Terminal CONSOLE = new Terminal(100, false, false, true);

  /** More than anyone reads; a value may print as far more. */
  private static final int LONGEST_TEXT = 20_000;

  private Rendering() {}

  /** The bundle of a value. */
  static Map<String, Object> of(Object value) {
    Map<String, Object> bundle = new LinkedHashMap<>();
    if (value instanceof Display display) {
      bundle.put(HTML, display.html());
      bundle.put(TEXT, display.text(CONSOLE).stripTrailing());
    } else if (value instanceof BufferedImage image) {
      bundle.put(PNG, png(image));
      bundle.put(TEXT, "image of %d x %d pixels".formatted(image.getWidth(), image.getHeight()));
    } else if (value instanceof NDArray array) {
      bundle.putAll(tensor(array));
    } else {
      bundle.put(TEXT, text(value));
    }
    return bundle;
  }

  /**
   * The first values and their spread; an array of a type that no checkpoint has, as DJL prints it.
   */
  private static Map<String, Object> tensor(NDArray array) {
    try {
      String name = array.getName() == null ? "" : array.getName();
      return of(TensorTable.of(List.of(EngineTensor.of(name, array))));
    } catch (IOException | RuntimeException unknownType) {
      return Map.of(TEXT, text(array));
    }
  }

  /** A value in the MIME types asked for only. */
  static Map<String, Object> of(Object value, String... types) {
    Map<String, Object> bundle = new LinkedHashMap<>(of(value));
    if (Arrays.asList(types).contains(PNG) && value instanceof Display display) {
      display.png().ifPresent(png -> bundle.put(PNG, Base64.getEncoder().encodeToString(png)));
    }
    bundle.keySet().retainAll(Arrays.asList(types));
    if (bundle.isEmpty()) {
      throw new IllegalArgumentException(
          "a %s cannot be shown as %s; it can as %s"
              .formatted(
                  value.getClass().getSimpleName(),
                  String.join(", ", types),
                  String.join(", ", of(value).keySet())));
    }
    return bundle;
  }

  /** A value as a text of its own, which what is to be shown in other ways has as well. */
  static String text(Object value) {
    String text;
    try {
      text = value instanceof String string ? string : OwnNames.in(plain(value));
    } catch (RuntimeException | StackOverflowError e) {
      return OwnNames.in(value.getClass().getName()) + ", whose toString() fails: " + e;
    }
    return text.length() <= LONGEST_TEXT
        ? text
        : text.substring(0, LONGEST_TEXT)
            + "… (%,d characters more; print it to see them)"
                .formatted(text.length() - LONGEST_TEXT);
  }

  private static String plain(Object value) {
    if (value.getClass().isArray()) {
      String nested = Arrays.deepToString(new Object[] {value});
      return nested.substring(1, nested.length() - 1);
    }
    return String.valueOf(value);
  }

  private static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
