package org.ballast.jobs;

import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.List;
import org.ballast.group.GroupKey;

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
    for (RecordField field : RecordField.of(record.getClass())) {
      String path = above + field.name();
      Object value = field.value(record);
      if (value instanceof List<?> list && elements(field).isRecord()) {
        lists.add(new RecordList(path, elements(field), list));
      } else if (value instanceof Record inner && !(inner instanceof GroupKey)) {
        collect(inner, path + ".", lists);
      }
    }
  }

  private static Class<?> elements(RecordField field) {
    ParameterizedType list = (ParameterizedType) field.type();
    return list.getActualTypeArguments()[0] instanceof Class<?> c ? c : List.class;
  }
}
