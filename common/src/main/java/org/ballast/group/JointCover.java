package org.ballast.group;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ballast.group.GroupGrid.Axis;

/**
 * Joint tables of several columns each, few enough to count at once, whose margins are all the
 * tables that are asked for.
 *
 * <p>Thirteen columns have 78 pairs, and the thirteen lines of the projective plane of order 3 are
 * as many joint tables of four columns that hold every pair once; with a limit on the cells instead
 * of the columns a greedy choice does about as well.
 */
public final class JointCover {
  private final List<Axis> axes;
  private final long cells;

  private JointCover(List<Axis> axes, long cells) {
    this.axes = List.copyOf(axes);
    this.cells = cells;
  }

  /**
   * Sets of columns such that each table's columns are all in one of them.
   *
   * @param axes every column with its values
   * @param tables the columns of each table
   * @param cells the most cells of a joint table; a table that has more by itself is its own
   * @return each in the order of the axes
   * @throws IllegalArgumentException if a table has a column that is not among the axes
   */
  public static List<List<String>> of(List<Axis> axes, List<List<String>> tables, long cells) {
    return new JointCover(axes, cells).cover(tables);
  }

  private List<List<String>> cover(List<List<String>> tables) {
    List<String> names = axes.stream().map(Axis::column).toList();
    Set<BitSet> distinct = new LinkedHashSet<>();
    tables.forEach(table -> distinct.add(bits(table, names)));
    List<BitSet> open = new ArrayList<>(distinct);
    open.sort(Comparator.comparingDouble(this::size).reversed());
    List<List<String>> joints = new ArrayList<>();
    while (!open.isEmpty()) {
      BitSet joint = grown(open);
      open.removeIf(table -> missing(table, joint).isEmpty());
      joints.add(joint.stream().mapToObj(names::get).toList());
    }
    return joints;
  }

  private static BitSet bits(List<String> table, List<String> names) {
    BitSet bits = new BitSet(names.size());
    for (String column : table) {
      int i = names.indexOf(column);
      if (i < 0) {
        throw new IllegalArgumentException("Cannot find column " + column + ": there are " + names);
      }
      bits.set(i);
    }
    return bits;
  }

  /** The largest open table, with columns added as long as they finish others. */
  private BitSet grown(List<BitSet> open) {
    BitSet joint = (BitSet) open.get(0).clone();
    for (BitSet more = extension(joint, open); !more.isEmpty(); more = extension(joint, open)) {
      joint.or(more);
    }
    return joint;
  }

  /**
   * The column that finishes most tables for its size, or else the smallest missing part of one.
   */
  private BitSet extension(BitSet joint, List<BitSet> open) {
    double room = cells / size(joint);
    int[] finished = new int[axes.size()];
    BitSet part = new BitSet();
    double partSize = Double.POSITIVE_INFINITY;
    for (BitSet table : open) {
      BitSet missing = missing(table, joint);
      double size = size(missing);
      if (size > room || missing.isEmpty()) {
        continue;
      }
      if (missing.cardinality() == 1) {
        finished[missing.nextSetBit(0)]++;
      } else if (size < partSize) {
        part = missing;
        partSize = size;
      }
    }
    int best = best(finished);
    if (finished[best] > 0) {
      part = new BitSet();
      part.set(best);
    }
    return part;
  }

  private int best(int[] finished) {
    int best = 0;
    for (int i = 1; i < finished.length; i++) {
      if (finished[i] * weight(best) > finished[best] * weight(i)) {
        best = i;
      }
    }
    return best;
  }

  private double weight(int column) {
    return Math.log(Math.max(2, axes.get(column).values().size()));
  }

  private static BitSet missing(BitSet table, BitSet joint) {
    BitSet missing = (BitSet) table.clone();
    missing.andNot(joint);
    return missing;
  }

  /** In floating point, because what is too large must not overflow first. */
  private double size(BitSet table) {
    return table.stream().mapToDouble(i -> axes.get(i).values().size()).reduce(1, (a, b) -> a * b);
  }
}
