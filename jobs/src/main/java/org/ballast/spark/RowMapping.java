package org.ballast.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.ballast.config.DatasetConfig;
import org.ballast.config.ValueNames;

/**
 * Turns the input's rows into rows of declared columns, each with the first fault that was found in
 * it: {@code id, label, attributes…, [split], [unit], [text], [weight], content, fault {kind,
 * column, value}}. A numeric attribute has its number in a column {@code attribute.value} beside; a
 * row of images has where its image lies.
 */
public final class RowMapping {
  static final String ID = "id";
  static final String SPLIT = "split";
  static final String TEXT = "text";
  static final String UNIT = "__unit";
  static final String WEIGHT = "__weight";
  static final String FAULT = "__fault";
  static final String CONTENT = "__content";

  /** Hexadecimal digits of the hash that stands for a missing id: 128 bits. */
  private static final int HASH_DIGITS = 32;

  /** Characters of a file or line that a message shows. */
  private static final int SHOWN = 240;

  private final DatasetConfig config;
  private final RawRows input;
  private final List<MappedColumn> values = new ArrayList<>();
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private Column fault = lit(null);

  private RowMapping(DatasetConfig config, RawRows input) {
    this.config = config;
    this.input = input;
  }

  /** Whether ids are hashes of whole rows, so that equal rows have equal ids by no fault. */
  static boolean hasHashedIds(RawRows input, DatasetConfig config) {
    return config.id().isEmpty() && !input.isFolder();
  }

  /**
   * The mapped rows, faulty ones included.
   *
   * @throws org.ballast.run.JobException if a column is not there or an expression is wrong
   */
  public static Dataset<Row> map(RawRows input, DatasetConfig config) {
    return new RowMapping(config, input).map();
  }

  private Dataset<Row> map() {
    columns.put(ID, id());
    values.add(ValueColumn.label(input, config.label()));
    config.attributes().forEach((n, a) -> values.add(ValueColumn.attribute(input, n, a)));
    values.forEach(this::addValue);
    blankIsFault(ID, columns.get(ID));
    values.stream()
        .filter(MappedColumn::refusesNull)
        .forEach(v -> addFault(Fault.NULLS, v.name(), v.isNull(), lit(null)));
    addSplit();
    addText();
    values.forEach(v -> addFault(Fault.UNDECLARED, v.name(), v.isUndeclared(), v.shown()));
    addWeight();
    columns.put(CONTENT, content());
    if (input.isImages()) {
      columns.put(RawRows.URI, ColumnName.of(RawRows.URI));
      fault = coalesce(said(Fault.UNMATCHED, RawRows.UNMATCHED), fault);
    }
    columns.put(FAULT, coalesce(said(Fault.UNREADABLE, RawRows.UNREADABLE), fault));
    return input
        .rows()
        .select(
            columns.entrySet().stream()
                .map(c -> c.getValue().as(c.getKey()))
                .toArray(Column[]::new));
  }

  /** A fault that the reading found, described in a column of its own. */
  private static Column said(Fault kind, String column) {
    Column value = ColumnName.of(column);
    return when(value.isNotNull(), described(kind, "", value.substr(1, SHOWN)));
  }

  private void addValue(MappedColumn value) {
    columns.put(value.name(), value.named());
    if (value instanceof NumberColumn number) {
      columns.put(NumberColumn.valueName(value.name()), number.value());
    }
  }

  private Column id() {
    if (!config.id().isEmpty()) {
      return SourceColumn.named(input, "dataset.id", config.id()).text();
    }
    return input.isFolder() ? ColumnName.of(RawRows.NAME) : hash().substr(1, HASH_DIGITS);
  }

  /** What makes two rows duplicates: the image, the text, or the input's columns but the id. */
  private Column content() {
    if (input.isImages()) {
      return ColumnName.of(RawRows.DIGEST);
    }
    Column text = columns.get(TEXT);
    return text == null ? hash() : sha2(text, 256);
  }

  private Column hash() {
    Column[] all =
        input.columns().stream()
            .filter(column -> !column.equals(config.id()))
            .sorted()
            .map(ColumnName::of)
            .toArray(Column[]::new);
    return sha2(to_json(struct(all)), 256);
  }

  private void addSplit() {
    DatasetConfig.SplitConfig split = config.split();
    if (!split.column().isEmpty()) {
      Map<String, String> byInput = new LinkedHashMap<>();
      split.values().forEach((name, value) -> byInput.put(value, name));
      SourceColumn source = SourceColumn.named(input, "dataset.split.column", split.column());
      ValueColumn value =
          new ValueColumn(SPLIT, source, new ValueNames(byInput), DatasetConfig.Nulls.REFUSE);
      columns.put(SPLIT, value.named());
      addFault(Fault.NULLS, split.column(), value.isNull(), lit(null));
      addFault(Fault.UNDECLARED, split.column(), value.isUndeclared(), value.shown());
    }
    if (!split.unit().isEmpty()) {
      Column unit = SourceColumn.named(input, "dataset.split.unit", split.unit()).text();
      columns.put(UNIT, unit);
      blankIsFault(split.unit(), unit);
    }
  }

  private void addWeight() {
    if (!config.weight().isEmpty()) {
      Column weight = SourceColumn.named(input, "dataset.weight", config.weight()).weight();
      columns.put(WEIGHT, weight);
      addFault(Fault.NULLS, config.weight(), weight.isNull(), lit(null));
      addFault(Fault.WEIGHTS, config.weight(), RowWeights.isBad(weight), weight);
    }
  }

  private void addText() {
    if (config.hasText()) {
      SourceColumn source = SourceColumn.named(input, "dataset.text", config.text());
      columns.put(TEXT, source.text());
      blankIsFault(config.text(), source.text());
    }
  }

  private void blankIsFault(String name, Column text) {
    addFault(Fault.NULLS, name, text.isNull().or(not(text.rlike("\\S"))), lit(null));
  }

  private void addFault(Fault kind, String column, Column isFaulty, Column value) {
    fault = coalesce(fault, when(isFaulty, described(kind, column, value)));
  }

  private static Column described(Fault kind, String column, Column value) {
    return struct(
        lit(kind.name()).as("kind"),
        lit(column).as("column"),
        value.cast(DataTypes.StringType).as("value"));
  }

  /** The rows without a fault, and without the column that says so. */
  static Dataset<Row> faultless(Dataset<Row> mapped) {
    return mapped.filter(col(FAULT).isNull()).drop(FAULT);
  }
}
