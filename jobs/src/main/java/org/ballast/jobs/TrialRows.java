package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.ballast.config.DatasetConfig;
import org.ballast.engine.Example;
import org.ballast.engine.Examples;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;

/**
 * The rows of a data variant as a training needs them, read from the shards once per process.
 *
 * @param examples training rows of the variant; validation and test rows of the ingest
 * @param original rows per group of the original training split
 */
record TrialRows(Examples examples, GroupCounts original) {
  private static final ConcurrentMap<String, TrialRows> READ = new ConcurrentHashMap<>();

  /**
   * The rows of a variant.
   *
   * @throws JobException if a shard cannot be read or a row is of no declared group
   */
  static TrialRows of(RunStore store, DatasetConfig dataset, String variant) {
    String version = DataSets.ingest(store).finished().asInput("").fingerprint();
    if (!variant.equals(DataSets.ORIGINAL)) {
      version += DataSets.variant(store, variant).finished().asInput("").fingerprint();
    }
    return READ.computeIfAbsent(version, v -> new Reading(store, dataset).read(variant));
  }

  /** One reading of a variant's shards. */
  private static final class Reading {
    private final RunStore store;
    private final GroupGrid grid;
    private final ShardReader reader;
    private final int perLabel;

    Reading(RunStore store, DatasetConfig dataset) {
      this.store = store;
      this.grid = dataset.groupGrid();
      this.perLabel = grid.size() / dataset.labelAxis().values().size();
      List<String> columns = new ArrayList<>(List.of("id", "split", "text"));
      columns.addAll(grid.columns());
      this.reader = new ShardReader(store, columns);
    }

    TrialRows read(String variant) {
      List<Example> train = new ArrayList<>();
      List<Example> val = new ArrayList<>();
      List<Example> test = new ArrayList<>();
      try {
        reader.forEach(
            DataSets.trainingRows(DataSets.ORIGINAL),
            row -> of(row.get(1), train, val, test).add(example(row)));
        GroupCounts original = counts(train);
        if (!variant.equals(DataSets.ORIGINAL)) {
          train.clear();
          reader.forEach(DataSets.trainingRows(variant), row -> train.add(example(row)));
        }
        return new TrialRows(new Examples(train, val, test), original);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static List<Example> of(
        String split, List<Example> train, List<Example> val, List<Example> test) {
      return switch (split) {
        case "train" -> train;
        case "val" -> val;
        default -> test;
      };
    }

    private Example example(List<String> row) {
      OptionalInt group = grid.index(row.subList(3, row.size()));
      if (group.isEmpty()) {
        throw new JobException(
            ExitCode.DATA,
            "Cannot use row "
                + row.get(0)
                + " of "
                + store.uri("")
                + ": expected values of "
                + grid.axes()
                + ", found "
                + row.subList(3, row.size())
                + ". Ingest the data again.");
      }
      int index = group.getAsInt();
      return new Example(row.get(0), index, index / perLabel, row.get(2));
    }

    private GroupCounts counts(List<Example> rows) {
      long[] counts = new long[grid.size()];
      rows.forEach(row -> counts[row.group()]++);
      return new GroupCounts(grid, counts);
    }
  }
}
