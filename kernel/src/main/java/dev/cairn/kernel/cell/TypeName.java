package dev.cairn.kernel.cell;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How {@link Variable#type} writes a type. */
public final class TypeName {

  private TypeName() {}

  /** The type as Java writes it, with whole names, so that another language can find them. */
  public static String of(Type type) {
    if (type instanceof Class<?> plain) {
      String name = plain.getCanonicalName();
      return name == null ? "java.lang.Object" : name;
    }
    if (type instanceof ParameterizedType generic) {
      return of(generic.getRawType())
          + Arrays.stream(generic.getActualTypeArguments())
              .map(TypeName::of)
              .collect(Collectors.joining(", ", "<", ">"));
    }
    if (type instanceof GenericArrayType array) {
      return of(array.getGenericComponentType()) + "[]";
    }
    if (type instanceof WildcardType wildcard) {
      return wildcard.getLowerBounds().length > 0
          ? "? super " + of(wildcard.getLowerBounds()[0])
          : wildcard.getUpperBounds()[0] == Object.class
              ? "?"
              : "? extends " + of(wildcard.getUpperBounds()[0]);
    }
    return type instanceof TypeVariable<?> variable ? variable.getName() : type.getTypeName();
  }
}
