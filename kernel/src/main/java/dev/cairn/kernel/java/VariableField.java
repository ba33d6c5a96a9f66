package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.TypeName;
import java.lang.reflect.Field;
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
    return TypeName.of(field.getGenericType());
  }
}
