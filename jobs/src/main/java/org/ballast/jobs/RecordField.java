package org.ballast.jobs;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A component of a record.
 *
 * @param name its name in JSON
 */
record RecordField(String name, Type type, Method accessor) {
  private static final ClassValue<List<RecordField>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<RecordField> computeValue(Class<?> record) {
          return Arrays.stream(record.getRecordComponents()).map(RecordField::of).toList();
        }
      };

  private static RecordField of(RecordComponent component) {
    String name = component.getName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    return new RecordField(name, component.getGenericType(), component.getAccessor());
  }

  /** The components of a record's class, found once. */
  static List<RecordField> of(Class<?> record) {
    return FIELDS.get(record);
  }

  /** The value that a record has. */
  @Nullable Object value(Record record) {
    try {
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + name + " of " + record.getClass(), e);
    }
  }
}
