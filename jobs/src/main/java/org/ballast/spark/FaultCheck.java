package org.ballast.spark;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.ballast.config.DatasetConfig.ToleranceConfig;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** Counts the faulty rows by kind and column, and refuses more than is tolerated. */
public final class FaultCheck {
  private static final int EXAMPLES = 5;

  private final Dataset<Row> mapped;
  private final Map<Fault, Map<String, Long>> counts = new EnumMap<>(Fault.class);
  private long rowsRead;

  private FaultCheck(Dataset<Row> mapped) {
    this.mapped = mapped;
  }

  /** Counts the faults of mapped rows and the duplicates of ids among the faultless ones. */
  public static FaultCheck of(Dataset<Row> mapped) {
    FaultCheck check = new FaultCheck(mapped);
    List<Row> found =
        mapped
            .groupBy(col("__fault.kind"), col("__fault.column"))
            .agg(functions.count(lit(1)))
            .collectAsList();
    found.forEach(check::add);
    check.addDuplicateIds(UniqueIds.surplus(RowMapping.faultless(mapped)));
    return check;
  }

  private void add(Row found) {
    rowsRead += found.getLong(2);
    if (!found.isNullAt(0)) {
      counts
          .computeIfAbsent(Fault.valueOf(found.getString(0)), f -> new TreeMap<>())
          .put(found.getString(1), found.getLong(2));
    }
  }

  private void addDuplicateIds(long surplus) {
    if (surplus > 0) {
      counts.put(Fault.DUPLICATE_IDS, Map.of(RowMapping.ID, surplus));
    }
  }

  /** All rows that were read, good or bad. */
  public long rowsRead() {
    return rowsRead;
  }

  /** The rows with a fault, each counted once, by its first fault. */
  public long count(Fault fault) {
    return counts.getOrDefault(fault, Map.of()).values().stream().mapToLong(n -> n).sum();
  }

  /** The rows without a fault, ids unique. */
  public Dataset<Row> goodRows() {
    Dataset<Row> good = RowMapping.faultless(mapped);
    return count(Fault.DUPLICATE_IDS) == 0 ? good : UniqueIds.keepOne(good);
  }

  /** One line for every kind of fault that was found. */
  public List<String> lines() {
    return counts.keySet().stream().map(this::line).toList();
  }

  private String line(Fault fault) {
    String columns =
        counts.getOrDefault(fault, Map.of()).entrySet().stream()
            .filter(e -> !e.getKey().isEmpty())
            .map(e -> e.getKey() + ": " + whole(e.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%,d of %,d rows %s%s",
        count(fault),
        rowsRead,
        fault.words(),
        columns.isEmpty() ? "" : " (" + columns + ")");
  }

  private String whole(long count) {
    return count == rowsRead ? "every row" : String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * Ends the job if there are more faults than tolerated, or no row at all.
   *
   * @throws JobException with every kind of fault, examples of each, and the keys to change
   */
  public void requireTolerable(ToleranceConfig tolerance) {
    List<String> problems = new ArrayList<>();
    for (Fault fault : counts.keySet()) {
      if (count(fault) > fault.tolerated(tolerance) * rowsRead) {
        problems.add(problem(fault, tolerance));
      }
    }
    if (!problems.isEmpty()) {
      throw refused("expected rows without faults, found:\n  " + String.join("\n  ", problems));
    }
    if (counts.values().stream().flatMap(c -> c.values().stream()).mapToLong(n -> n).sum()
        == rowsRead) {
      throw refused("expected at least one good row, found none of " + rowsRead + " rows.");
    }
  }

  private static JobException refused(String why) {
    return new JobException(ExitCode.DATA, "Cannot ingest the dataset: " + why);
  }

  private String problem(Fault fault, ToleranceConfig tolerance) {
    return line(fault)
        + ", as "
        + String.join("; ", examples(fault))
        + ". Tolerated: "
        + fault.tolerated(tolerance)
        + " of all rows. Correct the "
        + (fault == Fault.UNDECLARED ? "rows, declare the values" : "rows")
        + fault.remedy(share(count(fault)))
        + "."
        + identifiers(fault);
  }

  /** What to do about columns with too many values to declare them. */
  private String identifiers(Fault fault) {
    if (fault != Fault.UNDECLARED || count(fault) < Undeclared.IDENTIFIER) {
      return "";
    }
    return faulty(fault)
        .groupBy(col("__fault.column").as("column"))
        .agg(approx_count_distinct(col("__fault.value")).as("n"))
        .where(col("n").geq(Undeclared.IDENTIFIER))
        .orderBy("column")
        .collectAsList()
        .stream()
        .map(r -> identifier(r.getString(0), r.getLong(1)))
        .collect(Collectors.joining());
  }

  private static String identifier(String column, long values) {
    return String.format(
        Locale.ROOT,
        " %s has about %,d values that are not declared: %s",
        column,
        values,
        Undeclared.advice(column));
  }

  /** Rounded up, so that the named tolerance is enough. */
  private String share(long count) {
    return String.format(Locale.ROOT, "%.4f", Math.ceil(1e4 * count / rowsRead) / 1e4);
  }

  private List<String> examples(Fault fault) {
    return switch (fault) {
      case DUPLICATE_IDS -> UniqueIds.examples(RowMapping.faultless(mapped), EXAMPLES);
      case UNREADABLE, UNMATCHED, WEIGHTS -> values(fault, "__fault.value");
      case NULLS -> values(fault, RowMapping.ID).stream().map(id -> "id " + id).toList();
      case UNDECLARED -> undeclared();
    };
  }

  private List<String> values(Fault fault, String column) {
    return faulty(fault)
        .select(col(column).as("v"))
        .orderBy(col("v"))
        .limit(EXAMPLES)
        .collectAsList()
        .stream()
        .map(row -> String.valueOf(row.get(0)).strip())
        .toList();
  }

  private List<String> undeclared() {
    return faulty(Fault.UNDECLARED)
        .groupBy(col("__fault.column").as("column"), col("__fault.value").as("value"))
        .agg(functions.count(lit(1)).as("n"), min(RowMapping.ID))
        .orderBy(col("n").desc(), col("column"), col("value"))
        .limit(EXAMPLES)
        .collectAsList()
        .stream()
        .map(r -> r.get(0) + " \"" + r.get(1) + "\" (" + r.get(2) + " times, id " + r.get(3) + ")")
        .toList();
  }

  private Dataset<Row> faulty(Fault fault) {
    return mapped.filter(col("__fault.kind").equalTo(fault.name()));
  }
}
