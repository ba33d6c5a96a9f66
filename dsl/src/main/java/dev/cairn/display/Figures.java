package dev.cairn.display;

import java.util.ArrayList;
import java.util.List;

/** Small figures that mark places. */
final class Figures {

  private static final int RAYS = 5;
  private static final double INNER = 0.45;
  private static final double HALF_BASE = 4;
  private static final double HEIGHT = 7;

  private Figures() {}

  /** A star with five rays. */
  static List<Point> star(Point centre, double radius) {
    List<Point> corners = new ArrayList<>();
    for (int i = 0; i < 2 * RAYS; i++) {
      double angle = Math.PI * i / RAYS;
      double distance = i % 2 == 0 ? radius : radius * INNER;
      corners.add(
          new Point(
              centre.x() + distance * Math.sin(angle), centre.y() - distance * Math.cos(angle)));
    }
    return corners;
  }

  /** A triangle that points up at a place. */
  static List<Point> pointer(Point tip) {
    return List.of(
        tip,
        new Point(tip.x() + HALF_BASE, tip.y() + HEIGHT),
        new Point(tip.x() - HALF_BASE, tip.y() + HEIGHT));
  }
}
