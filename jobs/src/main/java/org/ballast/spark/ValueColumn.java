package org.ballast.spark;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;

import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.ballast.config.DatasetConfig;
import org.ballast.config.TagsConfig;
import org.ballast.config.ValueNames;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * A label or attribute: where its value comes from and which names the declared values get.
 *
 * @param name the name it has from now on
 * @param source the input's value, or an array of values
 * @param values the declared values
 * @param nulls what a row without a value is
 */
record ValueColumn(String name, SourceColumn source, ValueNames values, DatasetConfig.Nulls nulls)
    implements MappedColumn {

  static ValueColumn label(RawRows input, DatasetConfig.LabelConfig config) {
    if (config.tags().isGiven()) {
      return tags(input, "dataset.label", config.name(), config.tags(), config.nulls());
    }
    SourceColumn source =
        source(input, "dataset.label", config.name(), config.column(), config.expression());
    return new ValueColumn(
        config.name(),
        config.multiValued() ? array(source) : single(source),
        config.values(),
        config.nulls());
  }

  static MappedColumn attribute(RawRows input, String name, DatasetConfig.AttributeConfig config) {
    String key = "dataset.attributes." + name;
    if (config.tags().isGiven()) {
      return tags(input, key, name, config.tags(), config.nulls());
    }
    SourceColumn source = source(input, key, name, config.column(), config.expression());
    if (config.bins().isGiven()) {
      return NumberColumn.of(name, source, config);
    }
    return new ValueColumn(
        name,
        config.multiValued() ? array(source) : single(source),
        config.values(),
        config.nulls());
  }

  private static ValueColumn tags(
      RawRows input, String key, String name, TagsConfig config, DatasetConfig.Nulls nulls) {
    Column tags =
        TagColumns.of(
            config, column -> SourceColumn.named(input, key + ".tags.columns", column).text());
    SourceColumn source =
        new SourceColumn(key + ".tags", tags, DataTypes.createArrayType(DataTypes.StringType));
    return new ValueColumn(name, source, ValueNames.of(config.columns()), nulls);
  }

  private static SourceColumn source(
      RawRows input, String key, String name, String column, String expression) {
    if (!expression.isEmpty()) {
      return SourceColumn.expression(input, key + ".expression", expression);
    }
    return SourceColumn.named(input, key + ".column", column.isEmpty() ? name : column);
  }

  private static SourceColumn single(SourceColumn source) {
    return require(
        source, !source.isArray(), "a single value", "for an attribute set multi-valued = true");
  }

  private static SourceColumn array(SourceColumn source) {
    return require(
        source,
        source.isArray(),
        "an array",
        "set multi-valued = false or split the text by an expression such as split(tags, ',')");
  }

  private static SourceColumn require(
      SourceColumn source, boolean isMet, String expected, String what) {
    if (!isMet) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot use "
              + source.key()
              + ": expected "
              + expected
              + ", found "
              + source.type().simpleString()
              + ". Name another column, or "
              + what
              + ".");
    }
    return source;
  }

  /**
   * The declared name, null where the value is not declared or null is no level of its own; arrays
   * by element.
   */
  @Override
  public Column named() {
    if (!source.isArray()) {
      Column named = nameOf(source.text());
      return nulls == DatasetConfig.Nulls.LEVEL
          ? when(isNull(), lit(GroupGrid.MISSING)).otherwise(named)
          : named;
    }
    Column names = transform(source.column(), element -> nameOf(text(element)));
    return when(isUndeclared(), lit(null)).otherwise(array_distinct(names)).as(name);
  }

  /** Whether a value is there that is not declared. */
  @Override
  public Column isUndeclared() {
    if (!source.isArray()) {
      return source.column().isNotNull().and(nameOf(source.text()).isNull());
    }
    return coalesce(exists(source.column(), e -> nameOf(text(e)).isNull()), lit(false));
  }

  /** Whether a null value makes the row faulty. */
  @Override
  public boolean refusesNull() {
    return nulls == DatasetConfig.Nulls.REFUSE;
  }

  @Override
  public Column isNull() {
    return source.column().isNull();
  }

  /** The input's value for messages. */
  @Override
  public Column shown() {
    Column text =
        source.isArray()
            ? array_join(source.column().cast("array<string>"), ",", "null")
            : source.text();
    return text.substr(1, 60);
  }

  private Column text(Column element) {
    return SourceColumn.text(element, source.elementType());
  }

  private Column nameOf(Column text) {
    return nameOf(values, text);
  }

  /** The name of a value; null if it is not declared. */
  static Column nameOf(ValueNames values, Column text) {
    Column[] entries =
        values.byInput().entrySet().stream()
            .flatMap(e -> Stream.of(lit(e.getKey()), lit(e.getValue())))
            .toArray(Column[]::new);
    return try_element_at(map(entries), text.cast(DataTypes.StringType));
  }
}
