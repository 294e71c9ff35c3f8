package org.ballast.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.config.CurateConfig.Plan;
import org.ballast.config.CurateConfig.PoolKind;
import org.ballast.config.CurateConfig.VariantConfig;
import org.ballast.config.CurateKeys;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;

/** Grids, counts and variants that the tests of the plans share. */
final class Cases {
  private Cases() {}

  /** Counts over label l0, l1 … × attribute a0, a1 … × further attributes b0 …, c0 …. */
  static GroupCounts counts(int[] sizes, long... counts) {
    List<Axis> axes = new ArrayList<>();
    String letters = "labc";
    for (int i = 0; i < sizes.length; i++) {
      String letter = letters.substring(i, i + 1);
      List<String> values = IntStream.range(0, sizes[i]).mapToObj(v -> letter + v).toList();
      axes.add(new Axis(letter.toUpperCase(Locale.ROOT), values));
    }
    return new GroupCounts(new GroupGrid(axes), counts);
  }

  static GroupCounts twoByTwo(long a, long b, long c, long d) {
    return counts(new int[] {2, 2}, a, b, c, d);
  }

  static GroupCounts random(int[] sizes, LongSupplier count) {
    int cells = IntStream.of(sizes).reduce(1, (x, y) -> x * y);
    return counts(sizes, IntStream.range(0, cells).mapToLong(i -> count.getAsLong()).toArray());
  }

  static VariantConfig variant(Plan plan, Measure measure, double target) {
    return on("", plan, measure, target);
  }

  static VariantConfig on(String attribute, Plan plan, Measure measure, double target) {
    VariantConfig c = CurateKeys.variant("plan = swap");
    return new VariantConfig(
        plan,
        attribute,
        measure,
        target,
        c.by(),
        c.over(),
        c.value(),
        c.label(),
        c.share(),
        c.threshold(),
        c.level(),
        c.strength(),
        c.levels(),
        c.steps(),
        c.pools());
  }

  static VariantConfig balance(String by) {
    return CurateKeys.variant("plan = balance, by = " + by);
  }

  /** A pool of the grid of other counts, at a cost per row. */
  static Pool pool(String name, double cost, GroupCounts like, long... rows) {
    return new Pool(name, PoolKind.BOUGHT, cost, new GroupCounts(like.grid(), rows));
  }

  static TwoByTwo after(CurationPlan plan) {
    long[] n = plan.after();
    return new TwoByTwo(n[0], n[1], n[2], n[3]);
  }

  static long added(CurationPlan plan) {
    return plan.cells().stream().mapToLong(CurationPlan.Cell::added).sum();
  }

  static long dropped(CurationPlan plan) {
    return plan.cells().stream().mapToLong(CurationPlan.Cell::dropped).sum();
  }

  static long replaced(CurationPlan plan) {
    return plan.cells().stream().mapToLong(CurationPlan.Cell::replaced).sum();
  }
}
