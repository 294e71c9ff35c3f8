package org.ballast.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * A split's rows sorted by id, with what the backbone reads of them.
 *
 * @param rows sorted by id
 * @param inputs of each row
 */
record SplitRows(List<Example> rows, List<Input> inputs) {
  private static final int CHUNK = 16;

  /** Sorts and encodes rows. */
  static SplitRows of(List<Example> rows, FrozenCache frozen, TrialSettings settings) {
    List<Example> sorted =
        rows.stream()
            .sorted(
                Comparator.comparing(Example::id)
                    .thenComparing(row -> row.content().key())
                    .thenComparing(Example::weight))
            .toList();
    sorted.forEach(row -> check(row, settings));
    return new SplitRows(sorted, sorted.stream().map(row -> frozen.input(row.content())).toList());
  }

  private static void check(Example row, TrialSettings settings) {
    int groups = settings.grid().size();
    int labels = settings.labels().size();
    boolean declared = row.group() >= 0 && row.group() < groups;
    if (!declared || row.label() != row.group() / (groups / labels)) {
      throw new IllegalArgumentException(
          "Cannot use row " + row.id() + ": group " + row.group() + ", label " + row.label());
    }
  }

  /** Rows to evaluate together: of equal padded length, by id, at most {@value #CHUNK}. */
  List<int[]> chunks() {
    int[] order =
        IntStream.range(0, rows.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> inputs.get(i).paddedLength()))
            .mapToInt(Integer::intValue)
            .toArray();
    List<int[]> chunks = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= order.length; to++) {
      if (to == order.length || to - from == CHUNK || length(order[to]) != length(order[from])) {
        chunks.add(Arrays.copyOfRange(order, from, to));
        from = to;
      }
    }
    return chunks;
  }

  private int length(int row) {
    return inputs.get(row).paddedLength();
  }

  /** The inputs of rows. */
  List<Input> inputs(int[] picked) {
    return IntStream.of(picked).mapToObj(inputs::get).toList();
  }

  /** The rows of a group by their place. */
  int[] ofGroup(int group) {
    return IntStream.range(0, rows.size()).filter(i -> rows.get(i).group() == group).toArray();
  }

  /** Keys of all rows by their place. */
  long[] keys() {
    return rows.stream().mapToLong(row -> KeyedOrder.key(row.id())).toArray();
  }

  /** At most so many rows of each group, those whose ids hash lowest; 0: all. */
  SplitRows capped(int perGroup, int groups) {
    if (perGroup == 0) {
      return this;
    }
    int[] kept =
        IntStream.range(0, groups)
            .flatMap(
                group ->
                    IntStream.of(ofGroup(group))
                        .boxed()
                        .sorted(Comparator.comparingLong(i -> KeyedOrder.key(rows.get(i).id())))
                        .limit(perGroup)
                        .mapToInt(Integer::intValue))
            .sorted()
            .toArray();
    return new SplitRows(IntStream.of(kept).mapToObj(rows::get).toList(), inputs(kept));
  }

  /** Refuses an empty split. */
  SplitRows orRefuse(String split) {
    if (rows.isEmpty()) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot train: expected rows in the split " + split + ", found none. Change the split.");
    }
    return this;
  }
}
