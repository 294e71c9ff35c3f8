package org.ballast.spark;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.ballast.config.DatasetConfig;
import org.ballast.config.DatasetConfig.AttributeConfig;
import org.ballast.config.DatasetConfig.Nulls;
import org.ballast.config.NearestName;
import org.ballast.config.TagsConfig;
import org.ballast.config.ValueNames;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.spark.columnar.CodedColumn;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.BinEdges;

/** From rows of the ingested schema, or of a declared one, to the columns that an audit counts. */
public final class AuditRows {
  private final String what;
  private final Dataset<Row> rows;
  private final DatasetConfig dataset;
  private final List<BinEdges> bins;

  private AuditRows(String what, Dataset<Row> rows, DatasetConfig dataset, List<BinEdges> bins) {
    this.what = what;
    this.rows = rows;
    this.dataset = dataset;
    this.bins = bins;
  }

  /** What an audit of a data set tabulates; multi-valued attributes one column per value. */
  public static AuditPlan plan(DatasetConfig dataset, int intersections) {
    DatasetConfig.LabelConfig label = dataset.label();
    Set<String> excluding = new TreeSet<>();
    List<GroupGrid.Axis> labels =
        label.isMultiValued()
            ? presences(label.name(), label.names(), label.nulls())
            : List.of(dataset.labelAxis());
    excluding(labels, label.nulls(), excluding);
    List<GroupGrid.Axis> attributes = new ArrayList<>();
    dataset
        .attributes()
        .forEach(
            (name, attribute) -> {
              List<GroupGrid.Axis> its =
                  attribute.isMultiValued()
                      ? presences(name, attribute.names(), attribute.nulls())
                      : List.of(dataset.attributeAxis(name));
              attributes.addAll(its);
              excluding(its, attribute.nulls(), excluding);
            });
    return new AuditPlan(labels, attributes, dataset.groupAttributes(), intersections, excluding);
  }

  private static List<GroupGrid.Axis> presences(String name, List<String> values, Nulls nulls) {
    return values.stream()
        .map(value -> AuditPlan.presence(name, value))
        .map(axis -> nulls == Nulls.LEVEL ? axis.withMissing() : axis)
        .toList();
  }

  private static void excluding(List<GroupGrid.Axis> axes, Nulls nulls, Set<String> excluding) {
    if (nulls == Nulls.EXCLUDE) {
      axes.forEach(axis -> excluding.add(axis.column()));
    }
  }

  /** The same of data without quantile bins that were cut elsewhere. */
  public static Dataset<Row> select(String what, Dataset<Row> rows, DatasetConfig dataset) {
    return select(what, rows, dataset, List.of());
  }

  /** What the plan counts, as it lies in files of the ingested schema, or of a declared one. */
  public static List<CodedColumn> coded(DatasetConfig dataset, AuditPlan plan) {
    List<CodedColumn> columns = new ArrayList<>(List.of(CodedColumn.of(AuditPlan.SPLIT)));
    List<GroupGrid.Axis> left = plan.countedAxes().subList(1, plan.countedAxes().size());
    DatasetConfig.LabelConfig label = dataset.label();
    int width = plan.labels().size();
    columns.add(
        label.isMultiValued()
            ? CodedColumn.list(label.name(), label.column(), label.values(), left.subList(0, width))
            : CodedColumn.value(left.get(0), label.column(), label.values()));
    left = left.subList(width, left.size());
    for (Map.Entry<String, AttributeConfig> e : dataset.attributes().entrySet()) {
      AttributeConfig attribute = e.getValue();
      width = attribute.isMultiValued() ? attribute.names().size() : 1;
      columns.add(coded(e.getKey(), attribute, left.subList(0, width)));
      left = left.subList(width, left.size());
    }
    return columns;
  }

  private static CodedColumn coded(
      String name, AttributeConfig attribute, List<GroupGrid.Axis> axes) {
    if (attribute.isMultiValued()) {
      return CodedColumn.list(name, attribute.column(), attribute.values(), axes);
    }
    return attribute.bins().isGiven()
        ? CodedColumn.bin(axes.get(0), attribute.column())
        : CodedColumn.value(axes.get(0), attribute.column(), attribute.values());
  }

  /**
   * The columns {@code id} and those of the plan's grid, a present/absent column for each value of
   * an array; beside a numeric attribute's bin its number, as {@code attribute.value}. A missing
   * value is {@link GroupGrid#MISSING}, or null where it is refused.
   *
   * @param what the rows' name for messages
   * @param bins cuts of quantile bins that were made already; others are made of these rows
   * @throws JobException if a column is missing or has another type
   */
  public static Dataset<Row> select(
      String what, Dataset<Row> rows, DatasetConfig dataset, List<BinEdges> bins) {
    return select(what, rows, dataset, bins, List.of());
  }

  /** The same with columns of what rows have beside; null where these rows have it not. */
  public static Dataset<Row> select(
      String what,
      Dataset<Row> rows,
      DatasetConfig dataset,
      List<BinEdges> bins,
      List<RowExtra> extras) {
    List<Column> columns = new AuditRows(what, rows, dataset, bins).columns();
    extras.forEach(extra -> columns.add(extra.of(rows, dataset)));
    return rows.select(columns.toArray(Column[]::new));
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(plain("id"));
    columns.add(plain(AuditPlan.SPLIT.column()));
    DatasetConfig.LabelConfig label = dataset.label();
    if (label.isMultiValued()) {
      Column tags = tags(label.name(), label.column(), label.values(), label.tags());
      columns.addAll(presences(label.name(), tags, label.names(), label.nulls()));
    } else {
      Column named =
          StoredColumn.of(what, rows, label.name(), label.column()).named(label.values());
      columns.add(orMissing(named, label.nulls()).as(label.name()));
    }
    for (Map.Entry<String, AttributeConfig> e : dataset.attributes().entrySet()) {
      columns.addAll(attribute(e.getKey(), e.getValue()));
    }
    return columns;
  }

  private Column plain(String name) {
    return StoredColumn.of(what, rows, name, "").text().as(name);
  }

  private static Column orMissing(Column value, Nulls nulls) {
    return nulls == Nulls.REFUSE ? value : coalesce(value, lit(GroupGrid.MISSING));
  }

  private List<Column> attribute(String name, AttributeConfig attribute) {
    if (attribute.isMultiValued()) {
      Column tags = tags(name, attribute.column(), attribute.values(), attribute.tags());
      return presences(name, tags, attribute.names(), attribute.nulls());
    }
    StoredColumn stored = StoredColumn.of(what, rows, name, attribute.column());
    if (attribute.bins().isGiven()) {
      return binned(name, stored, attribute);
    }
    return List.of(orMissing(stored.named(attribute.values()), attribute.nulls()).as(name));
  }

  /** The array of the declared name or, where there is none, made of the columns of the tags. */
  private Column tags(String name, String input, ValueNames values, TagsConfig tags) {
    boolean isStored = ColumnName.find(rows.schema(), name).isPresent();
    return tags.isGiven() && !isStored
        ? TagColumns.of(tags, column -> StoredColumn.of(what, rows, column, "").text())
        : StoredColumn.of(what, rows, name, input).names(values);
  }

  /**
   * Text in the column of the declared name is a bin, and its number lies beside it, or nowhere.
   */
  private List<Column> binned(String name, StoredColumn stored, AttributeConfig attribute) {
    String valueName = NumberColumn.valueName(name);
    if (!stored.isText() || stored.raw()) {
      Column number = stored.number();
      Column bin =
          coalesce(
              when(number.isNotNull(), coalesce(bin(name, number, attribute), stored.text())),
              stored.noNumber());
      return List.of(orMissing(bin, attribute.nulls()).as(name), number.as(valueName));
    }
    Column number =
        ColumnName.find(rows.schema(), valueName)
            .map(found -> new StoredColumn(what, valueName, found, false).number())
            .orElse(lit(null).cast("double"));
    return List.of(orMissing(stored.text(), attribute.nulls()).as(name), number.as(valueName));
  }

  private Column bin(String name, Column number, AttributeConfig attribute) {
    return attribute.bins().isQuantile()
        ? Binning.byCuts(number, cuts(name, number, attribute), attribute.bins())
        : Binning.byEdges(number, attribute.bins());
  }

  private List<Double> cuts(String name, Column number, AttributeConfig attribute) {
    return bins.stream()
        .filter(b -> b.attribute().equals(name) && !b.cuts().isEmpty())
        .findFirst()
        .map(BinEdges::cuts)
        .orElseGet(() -> Binning.quantiles(train(), name, number, attribute.bins()));
  }

  /** The bins that {@link #select} puts numbers into. */
  public static List<BinEdges> bins(
      String what, Dataset<Row> rows, DatasetConfig dataset, List<BinEdges> known) {
    return new AuditRows(what, rows, dataset, known).bins();
  }

  private List<BinEdges> bins() {
    List<BinEdges> all = new ArrayList<>();
    dataset.attributes().entrySet().stream()
        .filter(e -> e.getValue().bins().isGiven())
        .forEach(e -> all.add(bins(e.getKey(), e.getValue())));
    return all;
  }

  private BinEdges bins(String name, AttributeConfig attribute) {
    if (!attribute.bins().isQuantile()) {
      return Binning.declared(name, attribute.bins());
    }
    StoredColumn stored = StoredColumn.of(what, rows, name, attribute.column());
    return bins.stream()
        .filter(b -> b.attribute().equals(name) && !b.cuts().isEmpty())
        .findFirst()
        .orElseGet(
            () ->
                stored.isText() && !stored.raw()
                    ? Binning.unknown(name, attribute.bins())
                    : Binning.described(
                        name,
                        cuts(name, stored.number(), attribute),
                        attribute.bins(),
                        "the training rows of " + what));
  }

  private Dataset<Row> train() {
    return rows.where(plain(AuditPlan.SPLIT.column()).equalTo(AuditPlan.SPLIT.values().get(0)));
  }

  /** An undeclared element shows up as the value of the first column, to be refused by counting. */
  private static List<Column> presences(
      String name, Column whole, List<String> values, Nulls nulls) {
    Column other = array_except(whole, lit(values.toArray(String[]::new)));
    List<Column> columns = new ArrayList<>();
    for (String value : values) {
      Column presence =
          when(whole.isNull(), lit(null))
              .when(array_contains(whole, value), lit("present"))
              .otherwise(lit("absent"));
      Column column =
          columns.isEmpty()
              ? when(size(other).gt(0), element_at(other, 1)).otherwise(presence)
              : presence;
      columns.add(orMissing(column, nulls).as(AuditPlan.presence(name, value).column()));
    }
    return columns;
  }

  /**
   * The type of a column.
   *
   * @throws JobException if it is not there; the message names the nearest that is
   */
  static DataType require(String what, Dataset<Row> rows, String name) {
    if (!Arrays.asList(rows.columns()).contains(name)) {
      throw missing(what, rows, name);
    }
    return rows.schema().apply(name).dataType();
  }

  static JobException missing(String what, Dataset<Row> rows, String name) {
    return new JobException(
        ExitCode.DATA,
        "Cannot read "
            + what
            + ": expected a column "
            + name
            + ", found none of that name. "
            + NearestName.hint(name, Arrays.asList(rows.columns())));
  }

  static JobException wrongType(String what, String name, String expected, DataType found) {
    return new JobException(
        ExitCode.DATA,
        "Cannot read "
            + what
            + ": expected column "
            + name
            + " as "
            + expected
            + ", found "
            + found.catalogString()
            + ". Convert it, or declare it otherwise under dataset.");
  }
}
