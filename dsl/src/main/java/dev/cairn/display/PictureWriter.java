package dev.cairn.display;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws drawings with Java's own graphics, which need no screen. */
final class PictureWriter {

  private static final int PIXELS_PER_POINT = 2;
  private static final float[] DASHES = {4, 3};

  private final Graphics2D graphics;

  private PictureWriter(Graphics2D graphics) {
    this.graphics = graphics;
  }

  static byte[] png(Drawing drawing) {
    BufferedImage image =
        new BufferedImage(
            drawing.width() * PIXELS_PER_POINT,
            drawing.height() * PIXELS_PER_POINT,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      new PictureWriter(graphics).draw(drawing);
    } finally {
      graphics.dispose();
    }
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void draw(Drawing drawing) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, drawing.width(), drawing.height());
    drawing.shapes().forEach(this::shape);
  }

  private void shape(Shape shape) {
    if (shape instanceof Shape.Line line && !line.points().isEmpty()) {
      graphics.setColor(colour(line.paint(), line.opacity()));
      graphics.setStroke(stroke(line));
      graphics.draw(path(line.points()));
    } else if (shape instanceof Shape.Polygon polygon) {
      graphics.setColor(colour(polygon.paint(), polygon.opacity()));
      Path2D path = path(polygon.corners());
      path.closePath();
      graphics.fill(path);
    } else if (shape instanceof Shape.Dot dot) {
      graphics.setColor(colour(dot.paint(), 1));
      double across = 2 * dot.radius();
      graphics.fill(
          new Ellipse2D.Double(
              dot.centre().x() - dot.radius(), dot.centre().y() - dot.radius(), across, across));
    } else if (shape instanceof Shape.Label label) {
      label(label);
    }
  }

  private void label(Shape.Label label) {
    graphics.setColor(colour(label.paint(), label.opacity()));
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) label.size()));
    double length = graphics.getFontMetrics().stringWidth(label.text());
    double before =
        switch (label.anchor()) {
          case START -> 0;
          case MIDDLE -> length / 2;
          case END -> length;
        };
    graphics.drawString(label.text(), (float) (label.at().x() - before), (float) label.at().y());
  }

  private static BasicStroke stroke(Shape.Line line) {
    float width = (float) line.width();
    return line.dashed()
        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0)
        : new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  private static Path2D path(List<Point> points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points.get(0).x(), points.get(0).y());
    points.stream().skip(1).forEach(point -> path.lineTo(point.x(), point.y()));
    return path;
  }

  private static Color colour(Paint paint, double opacity) {
    return new Color(
        paint.rgb() << 8 >>> 24,
        paint.rgb() << 16 >>> 24,
        paint.rgb() & 0xff,
        (int) Math.round(255 * opacity));
  }
}
