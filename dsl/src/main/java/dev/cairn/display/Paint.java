package dev.cairn.display;

import java.util.List;

/**
 * A colour of a drawing.
 *
 * @param css how SVG and HTML name it
 * @param rgb what it is on white
 */
record Paint(String css, int rgb) {

  /** That of the text around. */
  static final Paint TEXT = new Paint("currentColor", 0x333333);

  /**
   * Told apart by people who see colours differently, after Okabe and Ito (Color Universal Design,
   * 2008), and moved so that each has a contrast of 3 to 1 or more on white and on #111.
   */
  static final Paint BLUE = new Paint(0x2f7ed8);

  static final Paint ORANGE = new Paint(0xd9730d);
  static final Paint GREEN = new Paint(0x16957a);
  static final Paint RED = new Paint(0xd1495b);

  /** For curves of several runs, in this order. */
  static final List<Paint> CURVES =
      List.of(
          BLUE, ORANGE, GREEN, new Paint(0xa463d6), RED, new Paint(0x8a7a1f), new Paint(0x2b95a8));

  private Paint(int rgb) {
    this("#%06x".formatted(rgb), rgb);
  }
}
