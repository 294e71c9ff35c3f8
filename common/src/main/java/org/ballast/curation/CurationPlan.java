package org.ballast.curation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ballast.config.CurateConfig.Plan;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupKey;

/**
 * What a variant does to every group, what that holds and what it costs: decided before any row is
 * touched, and executed exactly.
 *
 * @param plan the kind of plan, in lower case
 * @param parameters what it was asked for
 * @param target the level asked for
 * @param reached the level after rounding to whole rows
 * @param holds what stays as it was
 * @param cells every declared cell, in the grid's order
 * @param rowsBefore rows before
 * @param rowsAfter rows after, repeats counted
 * @param bindingCell the cell whose size limits the plan
 * @param effectiveSampleSize (Σw)² / Σw² with w the copies of each old row (Kish 1965): what the
 *     rows after are worth in distinct rows
 * @param cost a sentence for people
 */
public record CurationPlan(
    String plan,
    Map<String, Object> parameters,
    Level target,
    Level reached,
    List<String> holds,
    List<Cell> cells,
    long rowsBefore,
    long rowsAfter,
    GroupKey bindingCell,
    double effectiveSampleSize,
    String cost) {

  /**
   * A measure and its value.
   *
   * @param measure phi, odds_ratio, cramers_v, share (of a value among a label's rows, in [0, 1])
   *     or size_ratio (largest over smallest group, at least 1)
   * @param value its value, finite
   */
  public record Level(String measure, double value) {}

  /**
   * One cell of the plan; after = before + added − dropped.
   *
   * @param group its values
   * @param before rows before
   * @param after rows after, repeats counted
   * @param added repeats of its own rows
   * @param dropped rows that go
   * @param replaced how many of the dropped ones give their place to a repeat in another cell
   */
  public record Cell(
      GroupKey group, long before, long after, long added, long dropped, long replaced) {

    private static Cell of(GroupKey group, long before, long after, boolean sizeHeld) {
      long dropped = Math.max(0, before - after);
      return new Cell(
          group, before, after, Math.max(0, after - before), dropped, sizeHeld ? dropped : 0);
    }

    /** Sum of the squared numbers of copies, these being as equal as they can be. */
    private double squaredCopies() {
      if (before == 0) {
        return 0;
      }
      double each = Math.floorDiv(after, before);
      double more = Math.floorMod(after, before);
      return more * (each + 1) * (each + 1) + (before - more) * each * each;
    }
  }

  /** Copies the collections. */
  public CurationPlan {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    holds = List.copyOf(holds);
    cells = List.copyOf(cells);
  }

  static CurationPlan of(
      Plan plan,
      Map<String, Object> parameters,
      Level target,
      Level reached,
      List<String> holds,
      GroupCounts before,
      long[] after,
      GroupKey bindingCell) {
    long rowsAfter = Arrays.stream(after).sum();
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < after.length; i++) {
      GroupKey group = before.grid().group(i);
      cells.add(Cell.of(group, before.count(i), after[i], rowsAfter == before.total()));
    }
    double effective = effective(cells, rowsAfter);
    return new CurationPlan(
        plan.name().toLowerCase(Locale.ROOT),
        parameters,
        target,
        reached,
        holds,
        cells,
        before.total(),
        rowsAfter,
        bindingCell,
        effective,
        cost(cells, rowsAfter, effective));
  }

  private static double effective(List<Cell> cells, long rowsAfter) {
    double squares = cells.stream().mapToDouble(Cell::squaredCopies).sum();
    return squares == 0 ? 0 : (double) rowsAfter * rowsAfter / squares;
  }

  private static String cost(List<Cell> cells, long rowsAfter, double effective) {
    long dropped = cells.stream().mapToLong(Cell::dropped).sum();
    long added = cells.stream().mapToLong(Cell::added).sum();
    if (dropped == 0 && added == 0) {
      return "Changes nothing: the rows are there already.";
    }
    String drops = "Drops " + dropped + " rows";
    if (added == 0) {
      return drops + " and repeats none; " + rowsAfter + " remain.";
    }
    return String.format(
        Locale.ROOT,
        "%s and adds %d by repeating rows of the same cells, for want of others; the %d rows after"
            + " are worth %.1f distinct ones.",
        drops,
        added,
        rowsAfter,
        effective);
  }

  /** The counts before, cell by cell. */
  public long[] before() {
    return cells.stream().mapToLong(Cell::before).toArray();
  }

  /** The counts after, cell by cell. */
  public long[] after() {
    return cells.stream().mapToLong(Cell::after).toArray();
  }
}
