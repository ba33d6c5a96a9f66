package dev.cairn.display;

import java.util.List;

/** Writes drawings as SVG without style sheets and ids, so that many stand on a page. */
final class SvgWriter {

  private static final long TENTHS = 10;

  private final StringBuilder out = new StringBuilder();

  String write(Drawing drawing) {
    out.append("<svg viewBox=\"0 0 %d %d\"".formatted(drawing.width(), drawing.height()))
        .append(" role=\"img\" aria-label=\"")
        .append(Html.escaped(drawing.description()))
        .append("\" style=\"display:block;width:100%;max-width:")
        .append(drawing.width())
        .append("px;height:auto;overflow:visible\" font-family=\"inherit\">");
    drawing.shapes().forEach(this::shape);
    return out.append("</svg>").toString();
  }

  private void shape(Shape shape) {
    if (shape instanceof Shape.Line line) {
      line(line);
    } else if (shape instanceof Shape.Polygon polygon) {
      out.append("<polygon points=\"");
      points(polygon.corners());
      out.append("\" fill=\"").append(polygon.paint().css()).append('"');
      opacity(polygon.opacity());
      close("polygon", polygon.title());
    } else if (shape instanceof Shape.Dot dot) {
      out.append("<circle");
      attribute("cx", dot.centre().x());
      attribute("cy", dot.centre().y());
      attribute("r", dot.radius());
      out.append(" fill=\"").append(dot.paint().css()).append('"');
      close("circle", dot.title());
    } else if (shape instanceof Shape.Label label) {
      label(label);
    } else if (shape instanceof Shape.Hover hover) {
      out.append("<rect");
      attribute("x", hover.corner().x());
      attribute("y", hover.corner().y());
      attribute("width", hover.width());
      attribute("height", hover.height());
      out.append(" fill=\"none\" pointer-events=\"all\"");
      close("rect", hover.title());
    }
  }

  private void line(Shape.Line line) {
    out.append("<polyline points=\"");
    points(line.points());
    out.append("\" fill=\"none\" stroke=\"").append(line.paint().css()).append('"');
    attribute("stroke-width", line.width());
    opacity(line.opacity());
    if (line.dashed()) {
      out.append(" stroke-dasharray=\"4 3\"");
    }
    out.append(" stroke-linejoin=\"round\"/>");
  }

  private void label(Shape.Label label) {
    out.append("<text");
    attribute("x", label.at().x());
    attribute("y", label.at().y());
    attribute("font-size", label.size());
    out.append(" fill=\"").append(label.paint().css()).append('"');
    opacity(label.opacity());
    if (label.anchor() != Shape.Anchor.START) {
      out.append(" text-anchor=\"")
          .append(label.anchor() == Shape.Anchor.END ? "end" : "middle")
          .append('"');
    }
    out.append('>').append(Html.escaped(label.text())).append("</text>");
  }

  private void close(String element, String title) {
    if (title.isEmpty()) {
      out.append("/>");
    } else {
      out.append("><title>").append(Html.escaped(title)).append("</title></");
      out.append(element).append('>');
    }
  }

  private void points(List<Point> points) {
    String gap = "";
    for (Point point : points) {
      out.append(gap);
      number(point.x());
      out.append(',');
      number(point.y());
      gap = " ";
    }
  }

  private void opacity(double opacity) {
    if (opacity < 1) {
      out.append(" opacity=\"").append(opacity).append('"');
    }
  }

  private void attribute(String name, double value) {
    out.append(' ').append(name).append("=\"");
    number(value);
    out.append('"');
  }

  /** With one decimal, or none where that is zero. */
  private void number(double value) {
    long tenths = Math.round(value * TENTHS);
    if (tenths < 0) {
      out.append('-');
    }
    out.append(Math.abs(tenths) / TENTHS);
    if (tenths % TENTHS != 0) {
      out.append('.').append(Math.abs(tenths) % TENTHS);
    }
  }
}
