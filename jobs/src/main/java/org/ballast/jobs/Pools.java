package org.ballast.jobs;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.CurateConfig.PoolConfig;
import org.ballast.curation.Pool;
import org.ballast.group.GroupGrid;
import org.ballast.run.Manifest;
import org.ballast.spark.CatalogTable;
import org.ballast.spark.ParquetFiles;
import org.ballast.spark.PoolRows;
import org.ballast.spark.RowSource;
import org.ballast.spark.SparkSettings;

/** The declared pools of candidates, each read and counted once, when a variant first asks. */
final class Pools {
  private final JobContext context;
  private final GroupGrid grid;
  private final Map<String, RowSource> sources = new HashMap<>();
  private final Map<String, Dataset<Row>> rows = new LinkedHashMap<>();
  private final Map<String, Pool> counted = new LinkedHashMap<>();

  Pools(JobContext context, GroupGrid grid) {
    this.context = context;
    this.grid = grid;
  }

  private PoolConfig declared(String name) {
    return Objects.requireNonNull(context.config().curate().pools().get(name));
  }

  /** Looked up once, so that what is counted, taken and recorded is the same. */
  private RowSource source(String name) {
    return sources.computeIfAbsent(name, this::find);
  }

  private RowSource find(String name) {
    String path = declared(name).path();
    if (CatalogTable.isNamed(path)) {
      return CatalogTable.find(context.spark().get(), path, "curate.pools." + name + ".path");
    }
    boolean within = !path.contains(":") && !path.startsWith("/");
    return ParquetFiles.find(
            within ? context.store().uri(path) : path,
            SparkSettings.hadoop(context.config().run().spark()))
        .named(path);
  }

  /** What is read of these pools, each with a hash. */
  List<Manifest.Input> inputs(Collection<String> names) {
    return names.stream().sorted().map(name -> source(name).input()).toList();
  }

  /**
   * Counts these pools.
   *
   * @param ingested all ingested rows, whose schema the candidates have and whose ids they have not
   * @throws org.ballast.run.JobException if a pool has another schema, a row of no declared group,
   *     or an id that another row has
   */
  List<Pool> count(Collection<String> names, SparkSession spark, Dataset<Row> ingested) {
    List<String> found = names.stream().filter(name -> !counted.containsKey(name)).toList();
    for (String name : found) {
      context.progress().status("curate: counting the pool " + name);
      Dataset<Row> candidates =
          PoolRows.conform(name, source(name).read(spark), ingested, context.config().dataset());
      rows.put(name, candidates);
      counted.put(
          name,
          new Pool(
              name,
              declared(name).kind(),
              declared(name).cost(),
              PoolRows.count(candidates, grid, name)));
    }
    if (!found.isEmpty()) {
      Map<String, Dataset<Row>> all = new LinkedHashMap<>(rows);
      all.put("ingest", ingested);
      PoolRows.requireDistinctIds(all);
    }
    return names.stream().map(this::counted).toList();
  }

  /** What was counted of a pool. */
  Pool counted(String name) {
    return Objects.requireNonNull(counted.get(name));
  }

  /** The candidates of a pool that was counted, in the shape of ingested rows. */
  Dataset<Row> rows(String name) {
    return Objects.requireNonNull(rows.get(name));
  }
}
