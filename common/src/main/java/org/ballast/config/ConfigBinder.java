package org.ballast.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Binds HOCON to records and gathers every problem instead of stopping at the first. */
final class ConfigBinder {
  private final List<String> problems;

  ConfigBinder(List<String> problems) {
    this.problems = problems;
  }

  /** The record, or null if there was a problem in it. */
  <T> @Nullable T bind(Class<T> record, ConfigObject object, String path) {
    int before = problems.size();
    RecordComponent[] components = record.getRecordComponents();
    refuseUnknown(components, object, path);
    @Nullable Object[] arguments = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      arguments[i] = component(components[i], object, path);
    }
    return problems.size() > before ? null : construct(record, components, arguments, object, path);
  }

  private void refuseUnknown(RecordComponent[] components, ConfigObject object, String path) {
    Set<String> known =
        Arrays.stream(components)
            .map(SettingKey::key)
            .collect(Collectors.toCollection(TreeSet::new));
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
      if (!known.contains(entry.getKey())) {
        problem(
            entry.getValue().origin(),
            path + "." + entry.getKey(),
            "is not a known key. " + NearestName.hint(entry.getKey(), known));
      }
    }
  }

  private @Nullable Object component(RecordComponent component, ConfigObject object, String path) {
    Setting setting = SettingKey.setting(component);
    String key = SettingKey.key(component);
    ConfigValue value = object.get(key);
    if (value == null) {
      if (setting.byDefault().equals(Setting.REQUIRED)) {
        problem(object.origin(), path + "." + key, "is missing. " + setting.value());
        return null;
      }
      value = ConfigFactory.parseString("v = " + setting.byDefault()).getValue("v");
    }
    return value(component.getGenericType(), value, setting, path + "." + key);
  }

  private @Nullable Object value(Type type, ConfigValue value, Setting setting, String path) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Type of = arguments[arguments.length - 1];
      return generic.getRawType() == Map.class
          ? map(of, value, setting, path)
          : list(of, value, setting, path);
    }
    Class<?> c = (Class<?>) type;
    if (c == ValueNames.class) {
      return valueNames(value, setting, path);
    }
    if (c == BinsConfig.class && value instanceof ConfigList list) {
      return bind(c, list.atKey("edges").root(), path);
    }
    if (c.isRecord()) {
      return value instanceof ConfigObject object
          ? bind(c, object, path)
          : wrong(value, path, "a block in braces");
    }
    return c.isEnum() ? constant(c, value, path) : scalar(c, value, setting, path);
  }

  private @Nullable Object map(Type of, ConfigValue value, Setting setting, String path) {
    if (!(value instanceof ConfigObject object)) {
      return wrong(value, path, "a block in braces");
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
      String key = path + "." + entry.getKey();
      map.put(entry.getKey(), value(of, entry.getValue(), setting, key));
    }
    return map;
  }

  private @Nullable Object list(Type of, ConfigValue value, Setting setting, String path) {
    if (!(value instanceof ConfigList list)) {
      return wrong(value, path, "a list in brackets");
    }
    List<@Nullable Object> elements = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      elements.add(value(of, list.get(i), setting, path + "[" + i + "]"));
    }
    return elements;
  }

  private @Nullable Object valueNames(ConfigValue value, Setting setting, String path) {
    Object bound =
        value instanceof ConfigList
            ? list(String.class, value, setting, path)
            : map(String.class, value, setting, path);
    if (bound instanceof List<?> list) {
      return ValueNames.of(list.stream().map(String::valueOf).toList());
    }
    if (!(bound instanceof Map<?, ?> map)) {
      return null;
    }
    Map<String, String> byName = new LinkedHashMap<>();
    map.entrySet().stream()
        .sorted(
            java.util.Comparator.<Map.Entry<?, ?>, String>comparing(e -> "" + e.getValue())
                .thenComparing(e -> "" + e.getKey()))
        .forEach(e -> byName.put("" + e.getKey(), "" + e.getValue()));
    return new ValueNames(byName);
  }

  private @Nullable Object constant(Class<?> type, ConfigValue value, String path) {
    Map<String, Object> constants = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(SettingKey.key((Enum<?>) constant), constant);
    }
    String text = String.valueOf(value.unwrapped());
    Object constant = constants.get(text);
    return constant != null
        ? constant
        : wrong(
            value,
            path,
            "one of "
                + String.join(", ", constants.keySet())
                + NearestName.of(text, constants.keySet())
                    .map(n -> " (did you mean " + n + "?)")
                    .orElse(""));
  }

  private @Nullable Object scalar(Class<?> type, ConfigValue value, Setting setting, String path) {
    Object plain = value.unwrapped();
    if (type == String.class) {
      return plain instanceof Map || plain instanceof List || plain == null
          ? wrong(value, path, "a text")
          : String.valueOf(plain);
    }
    if (type == boolean.class) {
      return plain instanceof Boolean ? plain : wrong(value, path, "true or false");
    }
    boolean whole = type != double.class && type != Double.class;
    if (!(plain instanceof Number number)
        || (whole && number.doubleValue() != Math.rint(number.doubleValue()))) {
      return wrong(value, path, whole ? "a whole number" : "a number");
    }
    if (!(number.doubleValue() >= setting.min() && number.doubleValue() <= setting.max())) {
      String range = SettingKey.number(setting.min()) + " to " + SettingKey.number(setting.max());
      return wrong(value, path, "a number from " + range);
    }
    if (type == int.class) {
      return number.intValue();
    }
    return whole ? (Object) number.longValue() : (Object) number.doubleValue();
  }

  private <T> @Nullable T construct(
      Class<T> record,
      RecordComponent[] components,
      @Nullable Object[] arguments,
      ConfigObject object,
      String path) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<T> constructor = record.getDeclaredConstructor(types);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      problem(object.origin(), path, String.valueOf(e.getTargetException().getMessage()));
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A record has its canonical constructor.", e);
    }
  }

  private @Nullable Object wrong(ConfigValue value, String path, String expected) {
    problem(
        value.origin(), path, "expected " + expected + ", found " + value.render(ONE_LINE) + ".");
    return null;
  }

  private static final com.typesafe.config.ConfigRenderOptions ONE_LINE =
      com.typesafe.config.ConfigRenderOptions.concise();

  private void problem(ConfigOrigin origin, String path, String what) {
    problems.add(where(origin) + path + " " + what);
  }

  static String where(ConfigOrigin origin) {
    String file = origin.filename() != null ? origin.filename() : origin.description();
    return origin.lineNumber() > 0 && origin.filename() != null
        ? file + ":" + origin.lineNumber() + ": "
        : file + ": ";
  }
}
