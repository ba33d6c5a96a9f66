package dev.cairn.compare;

import java.util.Comparator;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a weight stands in a model, as its name tells: {@code transformer.h.3.attn.c_attn.weight}
 * is of layer 3 and of the kind {@code attn.c_attn.weight}.
 *
 * @param kind what weights of all layers that do the same have in common
 * @param layer empty for what stands outside the layers, such as embeddings
 */
public record Place(String kind, OptionalInt layer) implements Comparable<Place> {
  private static final Pattern IN_LAYER = Pattern.compile("(?:.*?\\.)?(\\d{1,6})\\.(.+)");
  private static final Pattern PREFIX = Pattern.compile("^(?:transformer|model)\\.");
  private static final Comparator<Place> ORDER =
      Comparator.comparing((Place place) -> place.layer.isEmpty())
          .thenComparing(Place::kind)
          .thenComparingInt(place -> place.layer.orElse(-1));

  /** The place of the weight of that name; the first number in it is the layer. */
  public static Place of(String name) {
    Matcher matcher = IN_LAYER.matcher(name);
    return matcher.matches()
        ? new Place(matcher.group(2), OptionalInt.of(Integer.parseInt(matcher.group(1))))
        : new Place(PREFIX.matcher(name).replaceFirst(""), OptionalInt.empty());
  }

  /** What is in layers first, by kind, then by layer. */
  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }
}
