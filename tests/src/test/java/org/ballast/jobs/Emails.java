package org.ballast.jobs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.ballast.config.ConfigLoader;
import org.ballast.run.Existing;
import org.ballast.run.JobFolder;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;

/** A run directory with a few hand-made emails in it. */
final class Emails {
  static final String SCHEMA =
      "id string, spam string, html string, topics array<string>, split string, text string";
  static final String CONFIG =
      """
      ballast {
        dataset {
          format = parquet
          paths = [nowhere]
          label { name = spam, values = [ham, spam] }
          attributes {
            html { values = [html, plain] }
            topics { values = [money, work], multi-valued = true }
          }
        }
        audit.resamples = 100
        curate.variants.even { plan = balance }
      }
      """;
  // Rows per group: ham-html, ham-plain, spam-html, spam-plain.
  private static final Map<String, int[]> COUNTS =
      Map.of("train", new int[] {4, 40, 22, 14}, "test", new int[] {5, 20, 10, 8});

  private Emails() {}

  static JobContext context(Path directory, String... overrides) {
    return context(directory, new Said(), Existing.KEEP, overrides);
  }

  static JobContext context(
      Path directory, Progress progress, Existing existing, String... overrides) {
    return new JobContext(
        ConfigLoader.parse(CONFIG, List.of(overrides)),
        RunStores.open(directory.toString(), Map.of()),
        SharedSpark::session,
        progress,
        Map.of("ballast", "test"),
        false,
        existing,
        () -> false);
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String split : List.of("train", "test")) {
      int[] counts = COUNTS.getOrDefault(split, new int[4]);
      for (int group = 0; group < 4; group++) {
        for (int i = 0; i < counts[group]; i++) {
          rows.add(row(split, group, i));
        }
      }
    }
    return rows;
  }

  static Row row(String split, int group, int i) {
    return RowFactory.create(
        split + "-" + group + "-" + i,
        group < 2 ? "ham" : "spam",
        group % 2 == 0 ? "html" : "plain",
        i % 2 == 0
            ? new String[] {"money"}
            : i % 3 == 0 ? new String[] {} : new String[] {"money", "work"},
        split,
        "Some text " + i);
  }

  static Dataset<Row> frame(List<Row> rows, String schema) {
    return SharedSpark.session().createDataFrame(rows, StructType.fromDDL(schema));
  }

  static void ingest(Path directory) {
    write(directory, "ingest", "ingest", frame(rows(), SCHEMA));
  }

  /** A finished folder with rows in it. */
  static void write(Path directory, String path, String job, Dataset<Row> rows) {
    RunStore store = RunStores.open(directory.toString(), Map.of());
    JobFolder folder = new JobFolder(store, path, job);
    rows.coalesce(2).write().parquet(store.uri(folder.file("data")));
    folder.commit("hash", List.of(), 17, Map.of(), Instant.EPOCH, Map.of("rows", rows.count()));
  }

  /** What a job said. */
  static final class Said implements Progress {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void say(String line) {
      text.append(line).append('\n');
    }

    @Override
    public void status(String line) {}

    @Override
    public void warn(String line) {
      text.append(line).append('\n');
    }

    String text() {
      return text.toString();
    }
  }
}
