package org.ballast.jobs;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * A list of records within a record.
 *
 * @param path where it stands in the JSON, as {@code data_measures.cells}
 * @param type what its entries are
 */
record RecordList(String path, Class<?> type, List<?> entries) {

  /** The lists of a record and of the records in it; not those within lists. */
  static List<RecordList> of(Record root) {
    List<RecordList> lists = new ArrayList<>();
    collect(root, "", lists);
    return lists;
  }

  private static void collect(Record record, String above, List<RecordList> lists) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      String path = above + RecordParquet.name(component.getName());
      Object value = value(record, component);
      if (value instanceof List<?> list && elements(component).isRecord()) {
        lists.add(new RecordList(path, elements(component), list));
      } else if (value instanceof Record inner && !(inner instanceof GroupKey)) {
        collect(inner, path + ".", lists);
      }
    }
  }

  private static Class<?> elements(RecordComponent component) {
    ParameterizedType list = (ParameterizedType) component.getGenericType();
    return list.getActualTypeArguments()[0] instanceof Class<?> c ? c : List.class;
  }

  /** The value of a component. */
  static @Nullable Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component, e);
    }
  }
}
