package org.ballast.spark;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.DatasetConfig;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Manifest;

/**
 * The tables that declared names stand for.
 *
 * @param tables every declared one once
 */
public record InputTables(List<CatalogTable> tables) implements DatasetInput {
  private static final String KEY = "dataset.paths";

  /**
   * Looks them up.
   *
   * @throws JobException if there is no such table, or none is declared
   */
  public static InputTables find(SparkSession spark, List<String> names) {
    if (names.isEmpty()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot read the dataset: expected at least one table in " + KEY + ", found none.");
    }
    return new InputTables(
        names.stream().distinct().map(name -> CatalogTable.find(spark, name, KEY)).toList());
  }

  @Override
  public List<Manifest.Input> inputs() {
    return tables.stream().map(CatalogTable::input).toList();
  }

  /** The rows of all tables; a column that one of them lacks is null there. */
  @Override
  public RawRows read(SparkSession spark, DatasetConfig config) {
    SparkSession careful = ParquetFiles.careful(spark);
    Dataset<Row> rows =
        tables.stream()
            .map(table -> table.read(careful))
            .reduce((a, b) -> a.unionByName(b, true))
            .orElseThrow();
    return new RawRows(TableReader.withoutFaults(rows));
  }

  @Override
  public String summary(DatasetConfig config) {
    return tables.stream()
        .map(CatalogTable::summary)
        .collect(Collectors.joining(", ", tables.size() == 1 ? "the table " : "the tables ", ""));
  }
}
