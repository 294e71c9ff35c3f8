package org.ballast.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.ballast.stats.AuditResult;
import org.ballast.stats.Measure;
import org.jspecify.annotations.Nullable;

/** The parts of an audit as flat rows, one per cell or measure. */
public final class AuditFrames {
  private static final String MEASURE =
      "measure string, value double, low double, high double, level double, method string,"
          + " p_value double, q_value double, undefined_because string";

  private AuditFrames() {}

  /** {@code split, columns, roles, group, count, suppressed}. */
  public static Dataset<Row> cells(SparkSession spark, AuditResult audit) {
    List<Row> rows = new ArrayList<>();
    for (AuditResult.Table table : audit.tables()) {
      for (AuditResult.Cell cell : table.counts()) {
        rows.add(
            RowFactory.create(
                table.split(),
                table.columns().toArray(),
                table.roles().toArray(),
                cell.group().values(),
                cell.count(),
                cell.suppressed() != null));
      }
    }
    return frame(
        spark,
        rows,
        "split string, columns array<string>, roles array<string>, group map<string,string>,"
            + " count bigint, suppressed boolean");
  }

  /** {@code split, columns, measure, value, low, high, …}. */
  public static Dataset<Row> measures(SparkSession spark, AuditResult audit) {
    List<Row> rows = new ArrayList<>();
    for (AuditResult.Table table : audit.tables()) {
      table
          .measures()
          .forEach((name, m) -> rows.add(row(m, name, table.split(), table.columns().toArray())));
    }
    return frame(spark, rows, "split string, columns array<string>, " + MEASURE);
  }

  /** {@code split, positive_class, by, group, count, suppressed, measure, value, …}. */
  public static Dataset<Row> performance(SparkSession spark, AuditResult audit) {
    List<Row> rows = new ArrayList<>();
    List<AuditResult.Performance> all = audit.performance();
    for (AuditResult.Performance p : all == null ? List.<AuditResult.Performance>of() : all) {
      for (AuditResult.GroupMeasures g : p.groups()) {
        for (Map.Entry<String, Measure> m : g.measures().entrySet()) {
          rows.add(
              row(
                  m.getValue(),
                  m.getKey(),
                  p.split(),
                  p.positiveClass(),
                  p.by().toArray(),
                  g.group().values(),
                  g.count(),
                  g.suppressed() != null));
        }
      }
    }
    return frame(
        spark,
        rows,
        "split string, positive_class string, by array<string>, group map<string,string>,"
            + " count bigint, suppressed boolean, "
            + MEASURE);
  }

  private static Row row(Measure m, String name, @Nullable Object... before) {
    List<@Nullable Object> values = new ArrayList<>(Arrays.asList(before));
    values.addAll(
        Arrays.asList(
            name,
            m.value(),
            m.low(),
            m.high(),
            m.level(),
            m.method(),
            m.pValue(),
            m.qValue(),
            m.undefinedBecause()));
    return RowFactory.create(values.toArray());
  }

  private static Dataset<Row> frame(SparkSession spark, List<Row> rows, String schema) {
    return spark.createDataFrame(rows, StructType.fromDDL(schema)).coalesce(1);
  }
}
