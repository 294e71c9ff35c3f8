package org.ballast.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The declared values of a column and the names they get.
 *
 * @param byInput the input's value to the value's name; several inputs may share a name
 */
public record ValueNames(Map<String, String> byInput) {
  /** Copies the map and keeps its order. */
  public ValueNames {
    byInput = Collections.unmodifiableMap(new LinkedHashMap<>(byInput));
  }

  /** Values that keep the names they have. */
  public static ValueNames of(List<String> values) {
    Map<String, String> byInput = new LinkedHashMap<>();
    values.forEach(v -> byInput.put(v, v));
    return new ValueNames(byInput);
  }

  /** The distinct names in declared order. */
  public List<String> names() {
    return byInput.values().stream().distinct().toList();
  }
}
