package dev.cairn.kernel.java;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a variable of a cell lives. */
record VariableField(Field field) {

  @Nullable Object value() {
    try {
      return field.get(null);
    } catch (IllegalAccessException impossible) {
      throw new AssertionError("A cell's variable is public", impossible);
    }
  }

  boolean isPrimitive() {
    return field.getType().isPrimitive();
  }

  /** Returns whether the value is one of its type. */
  boolean set(@Nullable Object value) {
    try {
      field.set(null, value);
      return true;
    } catch (IllegalAccessException | IllegalArgumentException other) {
      return false;
    }
  }

  /** Its type as Java writes it, with whole names, so that another language can find them. */
  String type() {
    return write(field.getGenericType());
  }

  private static String write(Type type) {
    if (type instanceof Class<?> plain) {
      String name = plain.getCanonicalName();
      return name == null ? "java.lang.Object" : name;
    }
    if (type instanceof ParameterizedType generic) {
      return write(generic.getRawType())
          + Arrays.stream(generic.getActualTypeArguments())
              .map(VariableField::write)
              .collect(Collectors.joining(", ", "<", ">"));
    }
    if (type instanceof GenericArrayType array) {
      return write(array.getGenericComponentType()) + "[]";
    }
    if (type instanceof WildcardType wildcard) {
      return wildcard.getLowerBounds().length > 0
          ? "? super " + write(wildcard.getLowerBounds()[0])
          : wildcard.getUpperBounds()[0] == Object.class
              ? "?"
              : "? extends " + write(wildcard.getUpperBounds()[0]);
    }
    return type instanceof TypeVariable<?> variable ? variable.getName() : type.getTypeName();
  }
}
