package org.ballast.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.ballast.config.DatasetConfig;
import org.ballast.config.PathPattern;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * Looks at images where they lie: each is read, decoded and forgotten again, but for its digest.
 * Its bytes are read once more when they are stored, so that they are never moved or kept.
 */
final class ImageReader {
  private static final String KEY = "__key";

  private final SparkSession spark;
  private final DatasetConfig config;

  ImageReader(SparkSession spark, DatasetConfig config) {
    this.spark = spark;
    this.config = config;
  }

  /** The named parts of the path, or the table's columns; without a table also {@code path}. */
  RawRows read(InputImages input) {
    PathPattern pattern = PathPattern.of(config.images().labels());
    Dataset<Row> images = images(input.images(), pattern);
    return new RawRows(
        input.table().map(table -> joined(images.drop("path"), rows(table))).orElse(images));
  }

  private Dataset<Row> images(InputFiles files, PathPattern pattern) {
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    boolean isMatched = !config.images().labels().isEmpty();
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(files.files(), FolderReader.tasks(spark, files))
            .map(file -> ImageRow.of(file, hadoop.value()).named(pattern, isMatched));
    StructType schema = ImageRow.SCHEMA;
    for (String name : pattern.names()) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return spark.createDataFrame(rows, schema);
  }

  private Dataset<Row> rows(InputFiles table) {
    TableReader reader = new TableReader(spark, table);
    String name = config.images().table().toLowerCase(Locale.ROOT).replaceFirst("/+$", "");
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv" -> reader.csv(config.columns());
      case "tsv" -> reader.tsv(config.columns());
      case "jsonl" -> reader.jsonLines();
      case "parquet" -> reader.parquet();
      default ->
          throw new JobException(
              ExitCode.CONFIGURATION,
              "Cannot read the table of images: expected a name that ends in .csv, .tsv, .jsonl or"
                  + " .parquet, found "
                  + config.images().table()
                  + ". Correct dataset.images.table.");
    };
  }

  /** Every image and every row of the table, those that belong together side by side. */
  private Dataset<Row> joined(Dataset<Row> images, Dataset<Row> table) {
    String path = config.images().path();
    SourceColumn named = SourceColumn.named(new RawRows(table), "dataset.images.path", path);
    Dataset<Row> keyed =
        table
            .withColumn(KEY, regexp_replace(named.text(), "^(\\./)+", ""))
            .withColumnRenamed(RawRows.UNREADABLE, "__line");
    Dataset<Row> both =
        images.join(keyed, images.col(RawRows.NAME).equalTo(keyed.col(KEY)), "full_outer");
    Column key = ColumnName.of(KEY);
    Column name = ColumnName.of(RawRows.NAME);
    Column line = ColumnName.of("__line");
    List<Column> columns = new ArrayList<>();
    columns.add(coalesce(line, ColumnName.of(RawRows.UNREADABLE)).as(RawRows.UNREADABLE));
    columns.add(
        when(name.isNull(), concat(coalesce(key, lit("?")), lit(" (a row without an image)")))
            .when(key.isNull(), concat(name, lit(" (an image without a row)")))
            .as(RawRows.UNMATCHED));
    columns.add(coalesce(name, key).as(RawRows.NAME));
    columns.add(ColumnName.of(RawRows.URI));
    columns.add(ColumnName.of(RawRows.DIGEST));
    Arrays.stream(table.columns())
        .filter(column -> !column.equals(RawRows.UNREADABLE))
        .map(ColumnName::of)
        .forEach(columns::add);
    return both.select(columns.toArray(Column[]::new));
  }
}
