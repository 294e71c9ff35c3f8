package org.ballast.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.ballast.config.CurateConfig.BalanceBy;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.config.CurateConfig.Plan;
import org.ballast.config.CurateConfig.VariantConfig;
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
    return new VariantConfig(plan, "", measure, target, BalanceBy.DROP, "", "", .5);
  }

  static VariantConfig on(String attribute, Plan plan, Measure measure, double target) {
    return new VariantConfig(plan, attribute, measure, target, BalanceBy.DROP, "", "", .5);
  }

  static VariantConfig balance(BalanceBy by) {
    return new VariantConfig(Plan.BALANCE, "", Measure.PHI, 0, by, "", "", .5);
  }

  static VariantConfig share(String attribute, String value, String label, double share) {
    return new VariantConfig(
        Plan.SHARE, attribute, Measure.PHI, 0, BalanceBy.DROP, value, label, share);
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
