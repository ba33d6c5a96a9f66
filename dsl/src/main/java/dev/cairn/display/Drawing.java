package dev.cairn.display;

import java.util.List;

/**
 * Shapes on a sheet, the later above the earlier. It is drawn twice, as SVG and as a picture; a
 * library that turns SVG into pictures would not know the colours of its surroundings, and brings 4
 * MB.
 *
 * @param description what it shows, for those who do not see it
 */
record Drawing(int width, int height, String description, List<Shape> shapes) {

  Drawing {
    shapes = List.copyOf(shapes);
  }

  /** As an element that is as wide as it finds room, up to its own width. */
  String svg() {
    return new SvgWriter().write(this);
  }

  /** As a picture on white. */
  byte[] png() {
    return PictureWriter.png(this);
  }
}
