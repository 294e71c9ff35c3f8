package org.ballast.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.ballast.curation.RowQuotas;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.spark.columnar.KeyedFiles;
import org.ballast.spark.columnar.ParquetRows;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows that quotas take: a narrow pass over group and id finds who they are, and one map-only
 * pass keeps, drops and repeats whole rows. They are the same under any partitioning, and a larger
 * quota takes all the rows that a smaller one does.
 *
 * <p>A row's first copy keeps its id, the others are {@code id#1}, {@code id#2} …, with as many
 * {@code #} as it takes to be unlike any id of the sources.
 */
public final class Selection {
  /**
   * The column of the id of the row that a copy repeats; null of a first copy, which is no other.
   */
  public static final String ORIGIN = "origin";

  /** The column of the name of the source that a row comes from. */
  public static final String SOURCE = "source";

  /** The column of what a row counts for in training. */
  public static final String WEIGHT = "weight";

  private static final Logger LOG = LoggerFactory.getLogger(Selection.class);
  private static final String TRAIN = DrawnSplit.SPLITS.get(0);
  private static final String STRATUM = "ballast_stratum";
  private static final String COPIES = "ballast_copies";
  private static final String COPY = "ballast_copy";

  private final List<Source> sources;
  private final GroupGrid grid;
  private final CopyRule rule;
  private final Optional<String> mark;
  private final long[] after;
  private final Optional<KeyedFiles> files;

  /**
   * Rows that can be taken.
   *
   * @param name as the quotas call it
   * @param rows with a string column {@code id}, unique within the first source as ingest makes it,
   *     and the grid's columns
   * @param counts how many of each cell they were found to be
   * @param files the same rows where they are stored under the names they have, rows of other
   *     splits than the training's left out; empty: they are somewhere else
   */
  public record Source(
      String name, Dataset<Row> rows, GroupCounts counts, Optional<ParquetRows> files) {
    /** Rows of any kind. */
    public Source(String name, Dataset<Row> rows, GroupCounts counts) {
      this(name, rows, counts, Optional.empty());
    }
  }

  /** Where each stratum is cut, and the files that were read to find out, if files were. */
  private record Found(KeyedRanks ranks, Optional<KeyedFiles> files) {}

  private Selection(
      List<Source> sources, Found found, CopyRule rule, Optional<String> mark, long[] after) {
    this.sources = sources;
    this.grid = sources.get(0).counts().grid();
    this.rule = rule;
    this.mark = mark;
    this.after = after;
    this.files = found.files();
  }

  /**
   * Finds the rows.
   *
   * @param sources those of the quotas, in their order, all with the columns of the first and with
   *     ids that {@link PoolRows#requireDistinctIds} has looked at; a pool needs no {@code split},
   *     since what is taken of it is trained on
   * @param quotas what is taken; of a cell of a pool no more than it has
   * @param seed of the random order
   * @throws JobException if a pool lacks a column or has one of another type, a row has no id, the
   *     rows are not those that were counted, or a column has a name that is to be given
   * @throws IllegalArgumentException if the quotas are of other sources, or take more than there is
   */
  public static Selection of(List<Source> sources, RowQuotas quotas, long seed) {
    requireFree(sources.get(0).rows());
    requireQuotas(sources, quotas);
    sources.subList(1, sources.size()).forEach(s -> requireColumns(s, sources.get(0)));
    GroupGrid grid = sources.get(0).counts().grid();
    long[] before =
        sources.stream().flatMapToLong(s -> LongStream.of(s.counts().counts())).toArray();
    long[] after = Arrays.stream(quotas.rows()).flatMapToLong(LongStream::of).toArray();
    Found found = find(sources, seed, before, CopyRule.ranks(before, after));
    KeyedRanks ranks = found.ranks();
    requireSameRows(ranks, sources, grid);
    boolean repeats = IntStream.range(0, after.length).anyMatch(i -> after[i] > before[i]);
    Optional<String> mark =
        repeats ? Optional.of("#".repeat(1 + ranks.longestMark())) : Optional.empty();
    return new Selection(sources, found, CopyRule.of(ranks, before, after), mark, after);
  }

  private static Found find(List<Source> sources, long seed, long[] before, long[][] ranks) {
    GroupGrid grid = sources.get(0).counts().grid();
    if (sources.size() == 1 && sources.get(0).files().isPresent()) {
      Dataset<Row> rows = sources.get(0).rows();
      KeyedFiles files =
          new KeyedFiles(
              rows.sparkSession(),
              sources.get(0).files().get(),
              RowMapping.ID,
              grid,
              DrawnSplit.SPLITS);
      try {
        StructType stored = stored(rows.schema(), grid);
        RankThresholds.Pass pass = empty -> files.pass(empty, stored);
        return new Found(RankThresholds.find(pass, seed, before, ranks), Optional.of(files));
      } catch (KeyedFiles.NotKeyed e) {
        LOG.info("rows are taken one by one, because {}", e.getMessage());
      }
    }
    KeyedRanks found =
        RankThresholds.find(narrow(sources, grid), STRATUM, RowMapping.ID, seed, before, ranks);
    return new Found(found, Optional.empty());
  }

  /** The columns of which nothing is known. */
  private static StructType stored(StructType schema, GroupGrid grid) {
    List<String> known = new ArrayList<>(List.of(RowMapping.ID, RowMapping.SPLIT));
    known.addAll(grid.columns());
    return new StructType(
        Arrays.stream(schema.fields())
            .filter(field -> !known.contains(field.name()))
            .toArray(StructField[]::new));
  }

  /** Of every row its stratum and its id: the strata are the cells of one source after another. */
  private static Dataset<Row> narrow(List<Source> sources, GroupGrid grid) {
    Column id = ColumnName.of(RowMapping.ID);
    return IntStream.range(0, sources.size())
        .mapToObj(
            i ->
                sources
                    .get(i)
                    .rows()
                    .select(functions.when(id.isNotNull(), stratum(i, grid)).as(STRATUM), id))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  private static Column stratum(int source, GroupGrid grid) {
    return GroupIndex.of(grid).plus(source * grid.size()).as(STRATUM);
  }

  /**
   * Writes the rows with {@link Shards}' names, and where each of them lies as {@link ShardIndex}
   * does. Stored files are read and written column by column, anything else by Spark; both write
   * the same rows.
   *
   * @param weights as of {@link #rows(double[])}
   * @param folder URI of a folder that is not there yet
   * @param index URI of another
   * @throws IllegalStateException if other rows were written than the quotas say
   */
  public void write(double @Nullable [] weights, String folder, String index) throws IOException {
    if (files.isEmpty()) {
      Shards.write(rows(weights), folder);
      SparkSession spark = sources.get(0).rows().sparkSession();
      ShardIndex.write(Shards.read(spark, folder), grid, index);
      return;
    }
    HashMap<String, String> constants =
        new HashMap<>(Map.of(RowMapping.SPLIT, TRAIN, SOURCE, sources.get(0).name()));
    KeyedFiles.Copies copies =
        new KeyedFiles.Copies(
            rule, rows(weights).schema(), constants, mark.orElse(null), ORIGIN, WEIGHT, weights);
    long[] written = files.get().write(copies, folder, index);
    if (!Arrays.equals(written, after)) {
      throw new IllegalStateException(
          "Cannot finish %s: planned %s rows of each group, wrote %s"
              .formatted(folder, Arrays.toString(after), Arrays.toString(written)));
    }
  }

  /** The rows, not yet computed: the sources' columns, then {@code origin, source}. */
  public Dataset<Row> rows() {
    return rows(null);
  }

  /**
   * The same and, where there are weights, the column {@value #WEIGHT}.
   *
   * @param weights of each cell, in the grid's order
   */
  public Dataset<Row> rows(double @Nullable [] weights) {
    return IntStream.range(0, sources.size())
        .mapToObj(i -> taken(i, weights))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  private Dataset<Row> taken(int source, double @Nullable [] weights) {
    Dataset<Row> rows = sources.get(source).rows();
    Column copies = rule.copies(ColumnName.of(STRATUM), ColumnName.of(RowMapping.ID));
    Dataset<Row> taken =
        rows.withColumn(STRATUM, stratum(source, grid))
            .withColumn(COPIES, copies)
            .where(ColumnName.of(COPIES).gt(0));
    return (mark.isPresent() ? taken.withColumn(COPY, functions.explode(numbers())) : taken)
        .select(columns(source, weights));
  }

  /** The numbers 0, 1 … of a row's copies. */
  private static Column numbers() {
    return functions.sequence(functions.lit(0), ColumnName.of(COPIES).minus(1));
  }

  private Column[] columns(int source, double @Nullable [] weights) {
    Column id = ColumnName.of(RowMapping.ID);
    Stream<Column> stored =
        Arrays.stream(sources.get(0).rows().columns())
            .map(
                name ->
                    switch (name) {
                      case RowMapping.ID -> mark.map(m -> copyId(id, m)).orElse(id);
                      case RowMapping.SPLIT -> functions.lit(TRAIN).as(name);
                      default -> ColumnName.of(name);
                    });
    Stream<Column> given =
        Stream.of(origin(id), functions.lit(sources.get(source).name()).as(SOURCE));
    Stream<Column> weight = weights == null ? Stream.of() : Stream.of(weight(source, weights));
    return Stream.of(stored, given, weight).flatMap(c -> c).toArray(Column[]::new);
  }

  private Column origin(Column id) {
    Column none = functions.lit(null).cast(DataTypes.StringType);
    return (mark.isPresent() ? functions.when(ColumnName.of(COPY).gt(0), id) : none).as(ORIGIN);
  }

  private static Column copyId(Column id, String mark) {
    Column copy = ColumnName.of(COPY);
    return functions
        .when(copy.equalTo(0), id)
        .otherwise(functions.concat(id, functions.lit(mark), copy.cast("string")))
        .as(RowMapping.ID);
  }

  private Column weight(int source, double[] weights) {
    Column all =
        functions.array(Arrays.stream(weights).mapToObj(functions::lit).toArray(Column[]::new));
    Column cell = ColumnName.of(STRATUM).minus(source * grid.size());
    return functions.get(all, cell).as(WEIGHT);
  }

  private static void requireFree(Dataset<Row> rows) {
    for (String name : List.of(ORIGIN, SOURCE, WEIGHT)) {
      if (List.of(rows.columns()).contains(name)) {
        throw new JobException(
            ExitCode.CONFIGURATION,
            "Cannot curate rows with a column named "
                + name
                + ": expected it free for what curation writes. Give the label or attribute another"
                + " name.");
      }
    }
  }

  private static void requireQuotas(List<Source> sources, RowQuotas quotas) {
    List<String> names = sources.stream().map(Source::name).toList();
    if (!names.equals(quotas.sources())) {
      throw new IllegalArgumentException("Cannot take " + quotas + " from " + names);
    }
    for (int s = 1; s < sources.size(); s++) {
      long[] there = sources.get(s).counts().counts();
      for (int cell = 0; cell < there.length; cell++) {
        if (quotas.rows()[s][cell] > there[cell]) {
          throw new IllegalArgumentException(
              "Cannot take more rows than there are: " + quotas + " from " + sources.get(s));
        }
      }
    }
  }

  private static void requireColumns(Source pool, Source training) {
    for (StructField expected : training.rows().schema().fields()) {
      if (!expected.name().equals(RowMapping.SPLIT)) {
        String found =
            Arrays.stream(pool.rows().schema().fields())
                .filter(field -> field.name().equals(expected.name()))
                .findFirst()
                .map(field -> field.dataType().sql())
                .orElse("no such column");
        String type = expected.dataType().sql();
        if (!found.equals(type)) {
          throw new JobException(
              ExitCode.DATA,
              "Cannot take rows of the pool %s: expected its column %s to be %s as in training, found %s. Write the pool with the columns and types of ingested rows."
                  .formatted(pool.name(), expected.name(), type, found));
        }
      }
    }
  }

  private static void requireSameRows(KeyedRanks ranks, List<Source> sources, GroupGrid grid) {
    for (int s = 0; s < sources.size(); s++) {
      for (int cell = 0; cell < grid.size(); cell++) {
        long expected = sources.get(s).counts().count(cell);
        long found = ranks.rows(s * grid.size() + cell);
        if (found != expected) {
          throw changed(expected + " rows of " + grid.group(cell), found, sources.get(s).name());
        }
      }
    }
    if (ranks.rowsOfNone() > 0) {
      throw changed("no row without an id or a declared group", ranks.rowsOfNone(), "any source");
    }
  }

  private static JobException changed(String expected, long found, String source) {
    return new JobException(
        ExitCode.DATA,
        "Cannot execute the plan: expected "
            + expected
            + " in "
            + source
            + ", found "
            + found
            + ". The rows changed after the plan was made; run curate again.");
  }
}
