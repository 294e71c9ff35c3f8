package org.ballast.curation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ballast.config.CurateConfig.PoolKind;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * What a variant does to every group, what that holds and what it costs: decided before any row is
 * touched, and executed exactly.
 *
 * @param plan the kind of plan, in lower case
 * @param parameters what it was asked for
 * @param target the level asked for
 * @param reached the level after rounding to whole rows
 * @param holds what stays as it was
 * @param pools the candidates it may take, cheapest first
 * @param cells every declared cell, in the grid's order
 * @param rowsBefore rows before
 * @param rowsAfter rows after, repeats counted
 * @param bindingCell the cell whose size limits the plan
 * @param effectiveSampleSize (Σw)² / Σw² with w the copies of each distinct row times its weight
 *     (Kish 1965): what the rows after are worth in distinct rows; 0 if there are none
 * @param money Σ rows taken from a pool × its cost, at least 0
 * @param cost a sentence for people
 */
public record CurationPlan(
    String plan,
    Map<String, Object> parameters,
    Level target,
    Level reached,
    List<String> holds,
    List<Source> pools,
    List<Cell> cells,
    long rowsBefore,
    long rowsAfter,
    GroupKey bindingCell,
    double effectiveSampleSize,
    double money,
    String cost) {

  /**
   * A measure and its value.
   *
   * @param measure phi, odds_ratio, cramers_v, share (of a value among a label's rows, in [0, 1]),
   *     prevalence (of a label among a value's rows, in [0, 1]), coverage (covered over all
   *     patterns, in [0, 1]) or size_ratio (largest over smallest group, at least 1)
   * @param value its value, finite; null where it is undefined or infinite
   */
  public record Level(String measure, @Nullable Double value) {
    static Level of(String measure, double value) {
      return new Level(measure, Double.isFinite(value) ? (Double) value : null);
    }
  }

  /**
   * A pool that rows may come from.
   *
   * @param name as it is declared
   * @param kind how its rows come about
   * @param cost of one row
   */
  public record Source(String name, PoolKind kind, double cost) {}

  /**
   * One cell of the plan; after = before + added − dropped, added = Σ fromPools + repeated.
   *
   * @param group its values
   * @param before rows before
   * @param after rows after, repeats counted
   * @param added rows from pools, and repeats of its own rows
   * @param dropped rows that go
   * @param replaced how many of the dropped ones give their place to a row in another cell
   * @param fromPools by pool the rows taken from it, cheapest first; no zeros
   * @param repeated repeats of its own rows: what the pools lack
   * @param weight what each row counts for in training; null if all count the same
   */
  public record Cell(
      GroupKey group,
      long before,
      long after,
      long added,
      long dropped,
      long replaced,
      Map<String, Long> fromPools,
      long repeated,
      @Nullable Double weight) {

    /** Copies the map, and takes a file of before there were pools for one without. */
    public Cell {
      boolean known = fromPools != null;
      repeated = known ? repeated : added;
      fromPools = known ? Collections.unmodifiableMap(new LinkedHashMap<>(fromPools)) : Map.of();
    }

    private long pooled() {
      return fromPools.values().stream().mapToLong(Long::longValue).sum();
    }

    private double eachWeight() {
      return weight == null ? 1 : weight;
    }

    /**
     * Sum of the squared copies of its distinct rows, those of training rows as equal as can be.
     */
    private double squaredCopies() {
      long own = after - pooled();
      double each = before == 0 ? 0 : Math.floorDiv(own, before);
      double more = before == 0 ? 0 : Math.floorMod(own, before);
      return pooled() + more * (each + 1) * (each + 1) + (before - more) * each * each;
    }
  }

  /** Copies the collections, and takes a file of before there were pools for one without. */
  public CurationPlan {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    holds = List.copyOf(holds);
    pools = pools == null ? List.of() : List.copyOf(pools);
    cells = List.copyOf(cells);
  }

  static CurationPlan of(Decision decision, RowQuotas quotas) {
    List<Source> pools =
        decision.supply().pools().stream()
            .map(p -> new Source(p.name(), p.kind(), p.cost()))
            .toList();
    List<Cell> cells = cells(decision, quotas);
    double money = cells.stream().mapToDouble(cell -> money(pools, cell)).sum();
    long[] after = cells.stream().mapToLong(Cell::after).toArray();
    long rowsAfter = Arrays.stream(after).sum();
    double effective = effective(cells);
    return new CurationPlan(
        decision.kind().name().toLowerCase(Locale.ROOT),
        decision.parameters(),
        decision.goal().asked(),
        decision.goal().reached(after),
        decision.holds(),
        pools,
        cells,
        decision.supply().training().total(),
        rowsAfter,
        decision.bindingCell(),
        effective,
        money,
        PlanCost.of(cells, pools, rowsAfter, effective, money));
  }

  private static List<Cell> cells(Decision decision, RowQuotas quotas) {
    long[] before = decision.supply().training().counts();
    long[] after = decision.after();
    boolean sizeHeld = Arrays.stream(after).sum() == Arrays.stream(before).sum();
    double @Nullable [] weights = decision.weights();
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < after.length; i++) {
      Map<String, Long> fromPools = new LinkedHashMap<>();
      for (int p = 1; p < quotas.sources().size(); p++) {
        if (quotas.of(p, i) > 0) {
          fromPools.put(quotas.sources().get(p), quotas.of(p, i));
        }
      }
      long dropped = Math.max(0, before[i] - after[i]);
      cells.add(
          new Cell(
              decision.supply().grid().group(i),
              before[i],
              after[i],
              Math.max(0, after[i] - before[i]),
              dropped,
              sizeHeld ? dropped : 0,
              fromPools,
              Math.max(0, quotas.of(0, i) - before[i]),
              weights == null ? null : (Double) weights[i]));
    }
    return cells;
  }

  private static double effective(List<Cell> cells) {
    double sum = 0;
    double squares = 0;
    for (Cell cell : cells) {
      sum += cell.eachWeight() * cell.after();
      squares += cell.eachWeight() * cell.eachWeight() * cell.squaredCopies();
    }
    return squares == 0 ? 0 : sum * sum / squares;
  }

  private static double money(List<Source> pools, Cell cell) {
    return pools.stream()
        .mapToDouble(pool -> pool.cost() * cell.fromPools().getOrDefault(pool.name(), 0L))
        .sum();
  }

  /** What the rows that a cell gets from pools cost. */
  double money(Cell cell) {
    return money(pools, cell);
  }

  /** The counts before, cell by cell. */
  public long[] before() {
    return cells.stream().mapToLong(Cell::before).toArray();
  }

  /** The counts after, cell by cell. */
  public long[] after() {
    return cells.stream().mapToLong(Cell::after).toArray();
  }

  /** What execution takes of every cell from the training rows and from every pool. */
  public RowQuotas quotas() {
    long[][] rows = new long[1 + pools.size()][cells.size()];
    for (int i = 0; i < cells.size(); i++) {
      rows[0][i] = cells.get(i).after() - cells.get(i).pooled();
      for (int p = 0; p < pools.size(); p++) {
        rows[1 + p][i] = cells.get(i).fromPools().getOrDefault(pools.get(p).name(), 0L);
      }
    }
    return new RowQuotas(
        Stream.concat(Stream.of(RowQuotas.TRAINING), pools.stream().map(Source::name)).toList(),
        rows);
  }

  /** What each row of a cell counts for in training, cell by cell; null if all count the same. */
  public double @Nullable [] weights() {
    return IntStream.range(0, cells.size()).anyMatch(i -> cells.get(i).weight() == null)
        ? null
        : cells.stream().mapToDouble(Cell::eachWeight).toArray();
  }
}
