package org.ballast.spark.columnar;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * How rows of files are written anew.
 *
 * @param columns what tells a row's key and stratum
 * @param copies how often a row is written
 * @param schema the written columns, as Parquet's own text
 * @param metadata what the written files say of themselves
 * @param constants written columns that have one text in every row
 * @param mark stands between the key of a row and the number of a further copy; null where no row
 *     is written twice
 * @param origin the written column of the key that a further copy repeats
 * @param weight the written column of weights
 * @param weights of each stratum; null: there is no such column
 */
record CopyPlan(
    KeyedColumns columns,
    KeyedCopies copies,
    String schema,
    HashMap<String, String> metadata,
    HashMap<String, String> constants,
    @Nullable String mark,
    String origin,
    String weight,
    double @Nullable [] weights)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The columns that are copied as they are stored. */
  List<String> stored(MessageType written) {
    return names(written).filter(name -> !isGiven(name)).toList();
  }

  /** The columns that the rows' strata and keys tell. */
  List<String> given(MessageType written) {
    return names(written).filter(this::isGiven).toList();
  }

  private static Stream<String> names(MessageType written) {
    return written.getFields().stream().map(Type::getName);
  }

  private boolean isGiven(String name) {
    return name.equals(columns.key())
        || name.equals(origin)
        || (weights != null && name.equals(weight))
        || constants.containsKey(name)
        || !columns.values(name).isEmpty();
  }
}
