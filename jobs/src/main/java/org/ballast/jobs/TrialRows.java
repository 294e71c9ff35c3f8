package org.ballast.jobs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ballast.config.BallastConfig;
import org.ballast.engine.Content;
import org.ballast.engine.Example;
import org.ballast.engine.Examples;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Manifest;
import org.ballast.run.RunStore;
import org.ballast.spark.Selection;
import org.ballast.spark.SparkSettings;
import org.ballast.spark.StoredImages;

/**
 * The rows of a data variant as a training needs them, read from the shards once per process.
 *
 * @param examples training rows of the variant with the weights that it gave them; validation and
 *     test rows of the ingest
 * @param original rows per group of the original training split
 */
record TrialRows(Examples examples, GroupCounts original) {
  private static final Map<String, TrialRows> READ = new LinkedHashMap<>(16, 0.75f, true);

  /** Of the objects around an id and a content. */
  private static final long BYTES_PER_ROW = 200;

  /**
   * The rows of a variant. A process keeps what it read, up to a quarter of its heap: beyond that,
   * the variant that was not asked for longest is forgotten, and read again if need be.
   *
   * @throws JobException if a shard is missing or cannot be read, or a row is of no declared group
   */
  static TrialRows of(RunStore store, BallastConfig config, String variant) {
    Manifest ingest = DataSets.ingest(store).finished();
    Manifest training =
        variant.equals(DataSets.ORIGINAL) ? ingest : DataSets.variant(store, variant).finished();
    String version = ingest.asInput("").fingerprint() + training.asInput("").fingerprint();
    synchronized (READ) {
      TrialRows known = READ.get(version);
      if (known == null) {
        known = new Reading(store, config).read(ingest, training);
        READ.put(version, known);
        forget(Runtime.getRuntime().maxMemory() / 4);
      }
      return known;
    }
  }

  private static void forget(long limit) {
    long bytes = READ.values().stream().mapToLong(TrialRows::bytes).sum();
    Iterator<TrialRows> oldest = READ.values().iterator();
    while (bytes > limit && READ.size() > 1) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  private long bytes() {
    return Stream.of(examples.train(), examples.val(), examples.test())
        .flatMap(List::stream)
        .mapToLong(row -> BYTES_PER_ROW + row.content().bytes())
        .sum();
  }

  /** One reading of a variant's shards. */
  private static final class Reading {
    private final RunStore store;
    private final GroupGrid grid;
    private final ShardReader reader;
    private final int perLabel;
    private final boolean hasImages;

    Reading(RunStore store, BallastConfig config) {
      this.store = store;
      this.grid = config.dataset().groupGrid();
      this.perLabel = grid.size() / config.dataset().labelAxis().values().size();
      this.hasImages = config.dataset().hasImages();
      List<String> columns = new ArrayList<>(List.of("id", "split"));
      columns.addAll(grid.columns());
      if (!hasImages) {
        columns.add("text");
      }
      this.reader =
          new ShardReader(
              store,
              columns,
              hasImages ? Optional.of(StoredImages.COLUMN) : Optional.empty(),
              SparkSettings.hadoop(config.run().spark()));
    }

    TrialRows read(Manifest ingest, Manifest training) {
      List<Example> train = new ArrayList<>();
      List<Example> val = new ArrayList<>();
      List<Example> test = new ArrayList<>();
      reader.forEach(ingest, row -> of(row.texts().get(1), train, val, test).add(example(row, 1)));
      GroupCounts original = counts(train);
      if (!training.equals(ingest)) {
        train.clear();
        reader.forEach(
            training, Selection.WEIGHT, (row, weight) -> train.add(example(row, weight)));
      }
      return new TrialRows(new Examples(train, val, test), original);
    }

    private static List<Example> of(
        String split, List<Example> train, List<Example> val, List<Example> test) {
      return switch (split) {
        case "train" -> train;
        case "val" -> val;
        default -> test;
      };
    }

    private Example example(ShardReader.Values row, double weight) {
      String id = row.texts().get(0);
      List<String> cell = row.texts().subList(2, 2 + grid.columns().size());
      OptionalInt group = grid.index(cell);
      if (group.isEmpty()) {
        throw new JobException(
            ExitCode.DATA,
            "Cannot use row "
                + id
                + " of "
                + store.uri("")
                + ": expected values of "
                + grid.axes()
                + ", found "
                + cell
                + ". Ingest the data again.");
      }
      int index = group.getAsInt();
      return new Example(id, index, index / perLabel, content(row), weight);
    }

    private Content content(ShardReader.Values row) {
      return hasImages
          ? new Content.Image(row.bytes())
          : new Content.Text(row.texts().get(row.texts().size() - 1));
    }

    private GroupCounts counts(List<Example> rows) {
      long[] counts = new long[grid.size()];
      rows.forEach(row -> counts[row.group()]++);
      return new GroupCounts(grid, counts);
    }
  }
}
