package org.ballast.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One configurable key, as a table or a reference file shows it.
 *
 * @param path full key; {@code <name>} stands for a name the user chooses, {@code []} for an
 *     element of a list
 * @param type its type in words, with the range or the allowed values
 * @param byDefault its default as HOCON, or {@code required}
 * @param meaning what it does
 */
public record SettingKey(String path, String type, String byDefault, String meaning) {

  /** Every key of the configuration, depth first in declared order. */
  public static List<SettingKey> all() {
    List<SettingKey> keys = new ArrayList<>();
    collect(BallastConfig.class, ConfigLoader.ROOT, keys);
    return keys;
  }

  /** The kebab-case key of a record component. */
  static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The kebab-case name of an enum constant. */
  static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Setting setting(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalStateException("A configuration component has no @Setting: " + component);
    }
    return setting;
  }

  private static void collect(Class<?> record, String path, List<SettingKey> keys) {
    for (RecordComponent component : record.getRecordComponents()) {
      Setting setting = setting(component);
      String key = path + "." + key(component);
      Type type = component.getGenericType();
      if (!component.getType().isRecord() || component.getType() == ValueNames.class) {
        keys.add(new SettingKey(key, words(type, setting), text(setting), setting.value()));
      }
      nested(type, key, keys);
    }
  }

  private static void nested(Type type, String key, List<SettingKey> keys) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      nested(
          arguments[arguments.length - 1],
          generic.getRawType() == Map.class ? key + ".<name>" : key + "[]",
          keys);
    } else if (type instanceof Class<?> c && c.isRecord() && c != ValueNames.class) {
      collect(c, key, keys);
    }
  }

  private static String text(Setting setting) {
    return setting.byDefault().equals(Setting.REQUIRED) ? "required" : setting.byDefault();
  }

  private static String words(Type type, Setting setting) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      String of = words(arguments[arguments.length - 1], setting);
      return generic.getRawType() == Map.class ? "names to " + of : "list of " + of;
    }
    Class<?> c = (Class<?>) type;
    if (c == ValueNames.class) {
      return "list or names to names";
    }
    if (c.isEnum()) {
      return Arrays.stream(c.getEnumConstants())
          .map(e -> key((Enum<?>) e))
          .collect(Collectors.joining(" | "));
    }
    if (c.isRecord()) {
      return "block";
    }
    return plain(c) + range(setting);
  }

  private static String plain(Class<?> c) {
    if (c == int.class || c == long.class || c == Long.class) {
      return "whole number";
    }
    if (c == double.class || c == Double.class) {
      return "number";
    }
    return c == boolean.class ? "true | false" : "text";
  }

  private static String range(Setting setting) {
    boolean low = Double.isFinite(setting.min());
    boolean high = Double.isFinite(setting.max());
    if (!low && !high) {
      return "";
    }
    return " in [" + number(setting.min()) + ", " + number(setting.max()) + "]";
  }

  static String number(double value) {
    if (Double.isInfinite(value)) {
      return value < 0 ? "-inf" : "inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
