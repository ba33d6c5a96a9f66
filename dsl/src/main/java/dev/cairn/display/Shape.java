package dev.cairn.display;

import java.util.List;

/** What drawings are made of; lengths are in points. */
sealed interface Shape {

  /** A line through points. */
  record Line(List<Point> points, Paint paint, double width, double opacity, boolean dashed)
      implements Shape {
    public Line {
      points = List.copyOf(points);
    }
  }

  /** A filled figure with straight sides. */
  record Polygon(List<Point> corners, Paint paint, double opacity, String title) implements Shape {
    public Polygon {
      corners = List.copyOf(corners);
    }
  }

  /** A filled circle. */
  record Dot(Point centre, double radius, Paint paint, String title) implements Shape {}

  /** A line of text; the point is where its baseline begins, has its middle, or ends. */
  record Label(Point at, Anchor anchor, String text, Paint paint, double size, double opacity)
      implements Shape {}

  /** Where nothing is drawn, and a pointer that rests there is shown a title. */
  record Hover(Point corner, double width, double height, String title) implements Shape {}

  /** Which part of a label lies at its point. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }
}
