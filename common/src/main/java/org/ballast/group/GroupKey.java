package org.ballast.group;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One cell of a declared grid: a value for each of its columns, in the grid's column order.
 *
 * <p>In JSON a group is the plain object {@code {"spam": "ham", "html": "html"}}, never an index.
 *
 * @param values column name to value name, in column order; not empty
 */
public record GroupKey(Map<String, String> values) {

  /**
   * Copies the values and keeps their order.
   *
   * @throws IllegalArgumentException if {@code values} is empty
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public GroupKey(Map<String, String> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("Cannot make a group of no columns.");
    }
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Column name to value name, in column order; unmodifiable. */
  @Override
  @JsonValue
  public Map<String, String> values() {
    return values;
  }

  /**
   * The value of one column.
   *
   * @throws IllegalArgumentException if the group has no such column
   */
  public String value(String column) {
    String value = values.get(column);
    if (value == null) {
      throw new IllegalArgumentException(
          "Cannot read column " + column + " of group " + this + ": it has " + values.keySet());
    }
    return value;
  }

  /** The values joined by hyphens, as in {@code ham-html}: for people to read, not to parse. */
  public String label() {
    return String.join("-", values.values());
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
