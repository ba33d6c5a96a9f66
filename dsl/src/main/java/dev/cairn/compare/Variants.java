package dev.cairn.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes variants of axes, and names them so that each is readable and none is there twice. */
public final class Variants {

  private Variants() {}

  /** How many variants a grid has; {@code Long.MAX_VALUE} for more than can be counted. */
  public static long count(Map<String, List<String>> axes) {
    try {
      return axes.values().stream().mapToLong(List::size).reduce(1, Math::multiplyExact);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Each value of each axis with each of the others; the last axis turns fastest. */
  public static List<Variant> grid(Map<String, List<String>> axes) {
    return named(points(axes));
  }

  /** The points of a grid, without names. */
  public static List<Map<String, String>> points(Map<String, List<String>> axes) {
    List<Map<String, String>> points = List.of(Map.of());
    for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> point : points) {
        for (String value : axis.getValue()) {
          Map<String, String> next = new LinkedHashMap<>(point);
          next.put(axis.getKey(), value);
          longer.add(next);
        }
      }
      points = longer;
    }
    return points;
  }

  /** Names points: {@code lr-3e-4_width-64}; one that sets nothing is {@code base}. */
  public static List<Variant> named(List<Map<String, String>> points) {
    Map<String, String> labels = labels(points);
    Set<String> taken = new HashSet<>();
    List<Variant> variants = new ArrayList<>();
    for (Map<String, String> point : points) {
      String name =
          point.isEmpty()
              ? "base"
              : AxisValue.joined(
                  point.entrySet().stream()
                      .map(
                          each ->
                              labels.get(each.getKey()) + "-" + AxisValue.plain(each.getValue()))
                      .iterator());
      variants.add(new Variant(free(name, taken), point));
    }
    return variants;
  }

  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int i = 2; !taken.add(free); i++) {
      free = name + "+" + i;
    }
    return free;
  }

  /** A path's last component, unless two paths have the same one. */
  private static Map<String, String> labels(List<Map<String, String>> points) {
    Set<String> paths = new TreeSet<>();
    points.forEach(point -> paths.addAll(point.keySet()));
    Map<String, String> labels = new HashMap<>();
    for (String path : paths) {
      boolean alone = paths.stream().filter(other -> last(other).equals(last(path))).count() == 1;
      labels.put(path, AxisValue.plain(alone ? last(path) : path));
    }
    return labels;
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
