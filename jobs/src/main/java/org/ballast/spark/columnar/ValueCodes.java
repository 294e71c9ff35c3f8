package org.ballast.spark.columnar;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupGrid;

/** Which code a stored value has: the position of its name among the declared ones. */
final class ValueCodes {
  /** The code of what is not declared. */
  static final short NONE = -1;

  /** So many values have codes. */
  static final int MOST = Short.MAX_VALUE;

  private final StoredType type;
  private final Map<Object, Short> codes = new HashMap<>();

  /**
   * The codes of values.
   *
   * @param declared the names, in order
   * @param names values that are called otherwise than what they are
   */
  ValueCodes(StoredType type, List<String> declared, Map<String, String> names) {
    this.type = type;
    for (int i = 0; i < declared.size(); i++) {
      if (!names.containsKey(declared.get(i))) {
        put(declared.get(i), i);
      }
    }
    names.forEach((value, name) -> put(value, declared.indexOf(name)));
  }

  private void put(String text, int code) {
    Object stored = type.stored(text);
    if (stored != null && code >= 0) {
      codes.put(stored, (short) code);
    }
  }

  StoredType type() {
    return type;
  }

  /** The code of a value. */
  short of(Object value) {
    Short code = codes.get(value);
    return code == null ? NONE : code;
  }

  /** The code of a null: that of {@link GroupGrid#MISSING}, where it is declared. */
  static short ofNull(List<String> declared) {
    return (short) declared.indexOf(GroupGrid.MISSING);
  }

  /** The text of a value. */
  String text(Object value) {
    return type.text(value);
  }
}
