package dev.cairn;

import dev.cairn.store.Quantity;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Sets a setting by its path, the DSL's blocks joined by dots: {@code optimizer.adamW.lr}. The
 * builders' public methods are the table of what there is, so a new setting needs no entry here.
 */
final class SettingPath {

  private SettingPath() {}

  /**
   * Sets a value.
   *
   * @param value the argument as text; several are separated by commas; "true" for a setting
   *     without arguments, such as {@code checkpoints.keepAll}
   * @throws IllegalArgumentException if there is no such path, naming those there are, or if the
   *     value does not fit
   */
  static void set(RunSpec spec, String path, String value) {
    set(spec, path, List.of(path.split("\\.", -1)), value);
  }

  private static void set(Object block, String path, List<String> names, String value) {
    String name = names.get(0);
    List<Method> methods = settings(block.getClass(), name);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(unknown(block, path, name));
    }
    Method method = methods.get(0);
    if (isBlock(method) != names.size() > 1) {
      throw new IllegalArgumentException(incomplete(path, name, isBlock(method)));
    }
    if (isBlock(method)) {
      Consumer<Object> inner = nested -> set(nested, path, names.subList(1, names.size()), value);
      call(method, block, inner);
    } else {
      setValue(block, path, methods, value);
    }
  }

  private static void setValue(Object block, String path, List<Method> methods, String value) {
    List<String> parts = value.isEmpty() ? List.of() : List.of(value.split("\\s*,\\s*", -1));
    for (Method method : methods) {
      if (method.getParameterCount() == 0 && value.equals("true")) {
        call(method, block);
        return;
      }
      if (method.isVarArgs()) {
        call(method, block, (Object) parts.toArray(String[]::new));
        return;
      }
      if (method.getParameterCount() == parts.size()) {
        call(method, block, arguments(method, path, parts));
        return;
      }
    }
    throw new IllegalArgumentException(
        path
            + "="
            + value
            + ": it takes "
            + methods.stream().map(SettingPath::form).collect(Collectors.joining(" or ")));
  }

  private static Object[] arguments(Method method, String path, List<String> parts) {
    Object[] arguments = new Object[parts.size()];
    for (int i = 0; i < arguments.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      arguments[i] = convert(type, path, parts.get(i));
    }
    return arguments;
  }

  private static Object convert(Class<?> type, String path, String text) {
    try {
      if (type == int.class) {
        return Integer.valueOf(text);
      }
      if (type == long.class) {
        return Long.valueOf(text);
      }
      if (type == double.class) {
        return Double.valueOf(text);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          path + "=" + text + ": not a number of the kind it takes (" + type + ")", e);
    }
    if (type == Duration.class) {
      return Quantity.span(text);
    }
    return type.isEnum() ? choice(type, path, text) : text;
  }

  private static Object choice(Class<?> type, String path, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.toString().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    path
                        + "="
                        + text
                        + ": choose from "
                        + Arrays.toString(type.getEnumConstants())));
  }

  private static void call(Method method, Object target, Object... arguments) {
    try {
      method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Method> settings(Class<?> builder, String name) {
    return all(builder).stream()
        .filter(method -> method.getName().equals(name))
        .sorted(Comparator.comparingInt(Method::getParameterCount))
        .toList();
  }

  /** A builder's settings are the public methods that return the builder. */
  private static List<Method> all(Class<?> builder) {
    return Arrays.stream(builder.getMethods())
        .filter(method -> method.getReturnType() == builder)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .toList();
  }

  private static boolean isBlock(Method method) {
    return method.getParameterCount() == 1 && method.getParameterTypes()[0] == Consumer.class;
  }

  private static String unknown(Object block, String path, String name) {
    TreeSet<String> there = new TreeSet<>();
    all(block.getClass()).forEach(method -> there.add(method.getName()));
    return "%s: there is no setting %s; there are %s"
        .formatted(path, name, String.join(", ", there));
  }

  private static String incomplete(String path, String name, boolean block) {
    return block
        ? path + ": " + name + " is a block; name a setting in it, for example " + path + ".…"
        : path + ": " + name + " is a setting and has none inside";
  }

  private static String form(Method method) {
    List<String> types = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      types.add(type.getSimpleName());
    }
    return types.isEmpty() ? "true" : String.join(",", types);
  }
}
