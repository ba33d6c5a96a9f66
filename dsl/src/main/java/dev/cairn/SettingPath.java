package dev.cairn;

import dev.cairn.settings.Setting;
import dev.cairn.store.Quantity;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.WildcardType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Sets settings by their paths, the DSL's blocks joined by dots: {@code optimizer.adamW.lr}. The
 * builders' public methods are the table of what there is, so a new setting needs no entry here.
 */
final class SettingPath {

  private SettingPath() {}

  /** The paths that there are. */
  static Set<String> all() {
    Set<String> paths = new TreeSet<>();
    collect(RunSpec.class, "", paths);
    return paths;
  }

  private static void collect(Class<?> builder, String prefix, Set<String> paths) {
    for (Method method : settings(builder)) {
      if (isBlock(method)) {
        collect(nested(method), prefix + method.getName() + ".", paths);
      } else {
        paths.add(prefix + method.getName());
      }
    }
  }

  /**
   * The builder that a block is given: {@code AdamWSpec} of {@code Consumer<? super AdamWSpec>}.
   */
  private static Class<?> nested(Method block) {
    ParameterizedType consumer = (ParameterizedType) block.getGenericParameterTypes()[0];
    WildcardType wildcard = (WildcardType) consumer.getActualTypeArguments()[0];
    return (Class<?>) wildcard.getLowerBounds()[0];
  }

  /**
   * Sets values, each block's together, so that settings that must fit each other may come in any
   * order.
   *
   * @param settings a later one wins; "true" is the argument of a setting without arguments, such
   *     as {@code checkpoints.keepAll}
   * @throws RefusedSettingException if there is no such path, naming those there are, or if a value
   *     does not fit
   */
  static void set(RunSpec spec, List<Setting> settings) {
    set(spec, 0, settings);
  }

  private static void set(Object block, int depth, List<Setting> settings) {
    Map<String, List<Setting>> byName = new LinkedHashMap<>();
    for (Setting setting : settings) {
      String name = List.of(setting.path().split("\\.", -1)).get(depth);
      byName.computeIfAbsent(name, any -> new ArrayList<>()).add(setting);
    }
    byName.forEach((name, same) -> set(block, depth, name, same));
  }

  private static void set(Object block, int depth, String name, List<Setting> same) {
    List<Method> methods = settings(block.getClass(), name);
    same.forEach(setting -> requireFitting(block, depth, name, methods, setting));
    if (isBlock(methods.get(0))) {
      Consumer<Object> inner = nested -> set(nested, depth + 1, same);
      try {
        call(methods.get(0), block, inner);
      } catch (IllegalArgumentException e) {
        throw RefusedSettingException.together(same, e);
      }
    } else {
      same.forEach(setting -> setAlone(block, methods, setting));
    }
  }

  private static void requireFitting(
      Object block, int depth, String name, List<Method> methods, Setting setting) {
    boolean last = setting.path().split("\\.", -1).length == depth + 1;
    if (methods.isEmpty()) {
      throw RefusedSettingException.alone(setting, unknown(block, setting.path(), name));
    }
    if (isBlock(methods.get(0)) == last) {
      throw RefusedSettingException.alone(setting, incomplete(setting.path(), name, last));
    }
  }

  private static void setAlone(Object block, List<Method> methods, Setting setting) {
    try {
      setValue(block, setting, methods);
    } catch (IllegalArgumentException e) {
      throw RefusedSettingException.alone(setting, String.valueOf(e.getMessage()));
    }
  }

  private static void setValue(Object block, Setting setting, List<Method> methods) {
    List<String> parts = setting.arguments();
    for (Method method : methods) {
      if (method.getParameterCount() == 0 && parts.equals(List.of("true"))) {
        call(method, block);
        return;
      }
      if (method.isVarArgs()) {
        call(method, block, (Object) parts.toArray(String[]::new));
        return;
      }
      if (method.getParameterCount() == parts.size()) {
        call(method, block, arguments(method, setting.path(), parts));
        return;
      }
    }
    throw new IllegalArgumentException(
        setting.path()
            + "="
            + setting.value()
            + ": it takes "
            + methods.stream().map(SettingPath::form).collect(Collectors.joining(" or "))
            + (parts.equals(List.of("false")) ? "; to leave it off, leave it out" : ""));
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
    if (type == boolean.class) {
      return truth(path, text);
    }
    if (type == Duration.class) {
      return Quantity.span(text);
    }
    return type.isEnum() ? choice(type, path, text) : text;
  }

  private static Object truth(String path, String text) {
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw new IllegalArgumentException(path + "=" + text + ": choose from true and false");
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
    return settings(builder).stream()
        .filter(method -> method.getName().equals(name))
        .sorted(Comparator.comparingInt(Method::getParameterCount))
        .toList();
  }

  /** A builder's settings are the public methods that return the builder. */
  private static List<Method> settings(Class<?> builder) {
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
    settings(block.getClass()).forEach(method -> there.add(method.getName()));
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
