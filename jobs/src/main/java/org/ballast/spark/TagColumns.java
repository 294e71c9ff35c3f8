package org.ballast.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.ballast.config.TagsConfig;

/** Many columns, each of which says whether a row has one tag, as one array of the tags it has. */
final class TagColumns {
  private TagColumns() {}

  /**
   * The tags of a row; null where a column is. A column with a value that is neither shows up as
   * {@code column=value}.
   *
   * @param text the text of a column by its name
   */
  static Column of(TagsConfig config, Function<String, Column> text) {
    Column anyNull = lit(false);
    Column[] tags = new Column[config.columns().size()];
    for (int i = 0; i < tags.length; i++) {
      String name = config.columns().get(i);
      Column value = text.apply(name);
      anyNull = anyNull.or(value.isNull());
      tags[i] =
          when(value.equalTo(config.present()), lit(name))
              .when(value.notEqual(config.absent()), concat(lit(name + "="), value));
    }
    return when(anyNull, lit(null)).otherwise(filter(array(tags), Column::isNotNull));
  }
}
