package org.ballast.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** A column by its exact name: dots, blanks and back-ticks in it mean nothing. */
public final class ColumnName {
  private ColumnName() {}

  /** The column of that name. */
  public static Column of(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /** A column or field, and its type. */
  record Found(Column column, DataType type) {}

  /**
   * The column of that very name or, where there is none and the name is a path as {@code a.b}, the
   * field b of the struct a.
   */
  static Optional<Found> find(StructType schema, String path) {
    Optional<Found> whole = top(schema, path);
    if (whole.isPresent() || !path.contains(".")) {
      return whole;
    }
    List<String> names = List.of(path.split("\\.", -1));
    Optional<Found> found = top(schema, names.get(0));
    for (String name : names.subList(1, names.size())) {
      found = found.flatMap(parent -> field(parent, name));
    }
    return found;
  }

  private static Optional<Found> top(StructType schema, String name) {
    return Arrays.asList(schema.fieldNames()).contains(name)
        ? Optional.of(new Found(of(name), schema.apply(name).dataType()))
        : Optional.empty();
  }

  private static Optional<Found> field(Found parent, String name) {
    return parent.type() instanceof StructType struct
            && Arrays.asList(struct.fieldNames()).contains(name)
        ? Optional.of(new Found(parent.column().getField(name), struct.apply(name).dataType()))
        : Optional.empty();
  }
}
