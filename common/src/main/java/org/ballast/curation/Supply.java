package org.ballast.curation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ballast.config.NearestName;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;

/**
 * The rows that a plan can draw on: those of the training split, which may be repeated, and pools.
 *
 * @param training the rows there are
 * @param pools candidates of the same grid, cheapest first; of equal cost in the order given
 * @param maxReplicas how often one training row may be repeated beside itself, at least 0
 */
public record Supply(GroupCounts training, List<Pool> pools, int maxReplicas) {
  /** As good as no limit: a row of a billion repeats is a mistake. */
  static final int ANY = 1_000_000_000;

  /**
   * Puts the pools in order.
   *
   * @throws IllegalArgumentException if a pool was counted over another grid
   */
  public Supply {
    pools = pools.stream().sorted(Comparator.comparingDouble(Pool::cost)).toList();
    GroupGrid grid = training.grid();
    if (pools.stream().anyMatch(pool -> !pool.rows().grid().equals(grid))) {
      throw new IllegalArgumentException("Cannot draw on pools of another grid than " + grid);
    }
  }

  /** Training rows alone, repeated as often as it takes. */
  public static Supply of(GroupCounts training) {
    return new Supply(training, List.of(), ANY);
  }

  /** The same with other training rows, as after an earlier step. */
  Supply with(long[] counts) {
    return new Supply(new GroupCounts(grid(), counts), pools, maxReplicas);
  }

  /**
   * The same with those pools only.
   *
   * @throws org.ballast.run.JobException if there is no such pool
   */
  Supply only(List<String> names) {
    List<String> known = pools.stream().map(Pool::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw Infeasible.configuration(
            "Cannot add rows from the pool "
                + name
                + ": expected a name under curate.pools, found no such one. "
                + NearestName.hint(name, known));
      }
    }
    return new Supply(
        training, pools.stream().filter(p -> names.contains(p.name())).toList(), maxReplicas);
  }

  GroupGrid grid() {
    return training.grid();
  }

  /** The candidates of a cell in all pools. */
  long pooled(int cell) {
    return pools.stream().mapToLong(p -> p.rows().count(cell)).sum();
  }

  /** The most rows that a cell can have: none where there is neither a row nor a candidate. */
  long most(int cell) {
    long rows = training.count(cell);
    long copies = 1L + maxReplicas;
    return rows > Long.MAX_VALUE / 4 / copies ? Long.MAX_VALUE / 2 : rows * copies + pooled(cell);
  }

  /** What one row more of a cell than some number costs; infinite where it is a repeat. */
  double nextCost(int cell, long rows) {
    long taken = rows - training.count(cell);
    for (Pool pool : pools) {
      taken -= pool.rows().count(cell);
      if (taken < 0) {
        return pool.cost();
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  /** The rows of several cells. */
  long rows(int[] cells) {
    return IntStream.of(cells).mapToLong(training::count).sum();
  }

  /** The most rows that several cells can have between them. */
  long most(int[] cells) {
    return IntStream.of(cells)
        .mapToLong(this::most)
        .reduce(0, (a, b) -> Math.min(Long.MAX_VALUE / 2, a + b));
  }

  /** For each cell of some of the grid's columns, the cells that share its values. */
  int[][] areas(List<String> columns) {
    GroupGrid coarse = grid().over(columns);
    List<List<Integer>> areas = new ArrayList<>();
    IntStream.range(0, coarse.size()).forEach(i -> areas.add(new ArrayList<>()));
    for (int cell = 0; cell < grid().size(); cell++) {
      List<String> values = columns.stream().map(grid().group(cell)::value).toList();
      areas.get(coarse.index(values).orElseThrow()).add(cell);
    }
    return areas.stream()
        .map(cells -> cells.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  /**
   * Shares out rows over cells in proportion to their rows or, where they have none, to their
   * candidates; where there are none either, the first cell is left with all.
   *
   * @param into where the shares go
   */
  void share(long total, int[] cells, long[] into) {
    long[] weights =
        IntStream.of(cells).mapToLong(rows(cells) > 0 ? training::count : this::pooled).toArray();
    if (total > 0 && Arrays.stream(weights).sum() == 0) {
      weights[0] = 1;
    }
    long[] shares = Apportionment.of(total, weights);
    for (int i = 0; i < cells.length; i++) {
      into[cells[i]] = shares[i];
    }
  }

  /**
   * Where the rows of a plan come from: as many training rows as there are, then candidates, those
   * of the cheapest pool first, and repeats where no pool has any left.
   *
   * @param after rows wanted of every cell
   */
  RowQuotas quotas(long[] after) {
    long[][] rows = new long[1 + pools.size()][after.length];
    for (int cell = 0; cell < after.length; cell++) {
      rows[0][cell] = Math.min(after[cell], training.count(cell));
      long left = after[cell] - rows[0][cell];
      for (int p = 0; p < pools.size(); p++) {
        rows[1 + p][cell] = Math.min(left, pools.get(p).rows().count(cell));
        left -= rows[1 + p][cell];
      }
      rows[0][cell] += left;
    }
    return new RowQuotas(
        Stream.concat(Stream.of(RowQuotas.TRAINING), pools.stream().map(Pool::name)).toList(),
        rows);
  }
}
