package org.ballast.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ballast.group.GroupCounts;

/**
 * Compares two audits of one plan. The interval of a difference of shares is Newcombe's (1998,
 * method 10): with the Wilson intervals [l, u] of both shares, d − √((p₂−l₂)² + (u₁−p₁)²) to d +
 * √((u₂−p₂)² + (p₁−l₁)²).
 */
public final class ShareComparison {
  private static final String DIFFERENCE = "difference of shares, Newcombe's hybrid score interval";
  private static final String HOMOGENEITY =
      "Pearson, no Yates correction, data sets against cells with rows";
  private static final String VARIATION = "sum of |after - before| / 2";

  private final AuditPlan plan;
  private final AuditSettings settings;
  private final Audit before;
  private final Audit after;
  private final String beforeName;
  private final String afterName;

  /** What moved from one data set to the other. */
  public ShareComparison(
      AuditPlan plan,
      AuditSettings settings,
      String beforeName,
      Audit before,
      String afterName,
      Audit after) {
    this.plan = plan;
    this.settings = settings;
    this.beforeName = beforeName;
    this.before = before;
    this.afterName = afterName;
    this.after = after;
  }

  /** The comparison; only of splits that have rows on both sides. */
  public Comparison result() {
    List<Comparison.SplitShift> shifts = new ArrayList<>();
    List<Comparison.Table> tables = new ArrayList<>();
    for (String split : before.splits()) {
      if (after.splits().contains(split)) {
        plan.shiftSets().forEach(columns -> shifts.add(shift(split, columns)));
        tables.addAll(tables(split));
      }
    }
    return new Comparison(beforeName, before.rows(), shifts, tables);
  }

  private boolean isOpen(String split, List<String> columns) {
    return Stream.of(before, after).allMatch(a -> a.suppression().isOpen(split, columns));
  }

  private Comparison.SplitShift shift(String split, List<String> columns) {
    return new Comparison.SplitShift(
        split,
        isOpen(split, columns)
            ? Shift.between(
                beforeName,
                before.counts(split, columns),
                afterName,
                after.counts(split, columns),
                settings.level())
            : Shift.undefined(beforeName, afterName, columns, Audit.SUPPRESSED));
  }

  private List<Comparison.Table> tables(String split) {
    List<Comparison.Table> family =
        plan.columnSets().stream()
            .map(c -> isOpen(split, c) ? open(split, c) : withheld(split, c))
            .toList();
    List<Measure> tests =
        family.stream().map(Comparison.Table::homogeneity).filter(m -> m.pValue() != null).toList();
    double[] q =
        BenjaminiHochberg.adjust(
            tests.stream().mapToDouble(m -> Objects.requireNonNull(m.pValue())).toArray());
    List<Comparison.Table> adjusted = new ArrayList<>();
    int next = 0;
    for (Comparison.Table t : family) {
      Measure test =
          t.homogeneity().pValue() == null ? t.homogeneity() : t.homogeneity().adjusted(q[next++]);
      adjusted.add(
          new Comparison.Table(t.split(), t.columns(), t.cells(), test, t.totalVariation()));
    }
    return adjusted;
  }

  private Comparison.Table open(String split, List<String> columns) {
    GroupCounts first = before.counts(split, columns);
    GroupCounts second = after.counts(split, columns);
    return new Comparison.Table(
        split,
        columns,
        IntStream.range(0, first.grid().size()).mapToObj(i -> cell(first, second, i)).toList(),
        homogeneity(first, second),
        variation(first, second));
  }

  private Comparison.Table withheld(String split, List<String> columns) {
    Measure none = Measure.undefined(DIFFERENCE, Audit.SUPPRESSED);
    return new Comparison.Table(
        split,
        columns,
        before.counts(split, columns).grid().groups().stream()
            .map(g -> new Comparison.Cell(g, null, null, none))
            .toList(),
        Measure.undefined(HOMOGENEITY, Audit.SUPPRESSED),
        Measure.undefined(VARIATION, Audit.SUPPRESSED));
  }

  private Comparison.Cell cell(GroupCounts first, GroupCounts second, int i) {
    Measure p = share(first, i);
    Measure q = share(second, i);
    return new Comparison.Cell(
        first.grid().group(i), p.value(), q.value(), difference(p, q, settings.level()));
  }

  private Measure share(GroupCounts counts, int i) {
    return Wilson.share(
        counts.count(i), counts.total(), settings.level(), "one of the tables has no row");
  }

  /** q − p of two independent shares. */
  static Measure difference(Measure p, Measure q, double level) {
    if (p.value() == null || q.value() == null) {
      return Measure.undefined(DIFFERENCE, "one of the tables has no row");
    }
    double d = q.value() - p.value();
    double down = Math.hypot(q.value() - end(q.low()), end(p.high()) - p.value());
    double up = Math.hypot(end(q.high()) - q.value(), p.value() - end(p.low()));
    return Measure.of(d, DIFFERENCE).within(Math.max(-1, d - down), Math.min(1, d + up), level);
  }

  private static double end(@org.jspecify.annotations.Nullable Double end) {
    return Objects.requireNonNull(end);
  }

  private static Measure homogeneity(GroupCounts first, GroupCounts second) {
    ContingencyTable table = new ContingencyTable(new long[][] {first.counts(), second.counts()});
    int freedom = ChiSquared.degreesOfFreedom(table);
    if (freedom == 0) {
      return Measure.undefined(
          HOMOGENEITY, "a table has no row, or all rows of both lie in one cell");
    }
    double chi = ChiSquared.pearson(table.withoutEmptyLines());
    return Measure.of(chi, HOMOGENEITY)
        .tested(ChiSquared.pValue(chi, freedom))
        .remark("with " + freedom + " degrees of freedom; a test statistic has no interval");
  }

  private Measure variation(GroupCounts first, GroupCounts second) {
    if (first.total() == 0 || second.total() == 0) {
      return Measure.undefined(VARIATION, "one of the tables has no row");
    }
    double[] d =
        IntStream.range(0, first.grid().size())
            .mapToDouble(
                i ->
                    (double) second.count(i) / second.total()
                        - (double) first.count(i) / first.total())
            .toArray();
    double value = Arrays.stream(d).map(Math::abs).sum() / 2;
    double half =
        Wilson.quantile(settings.level()) * Math.sqrt(variance(first, d) + variance(second, d));
    return Measure.of(value, VARIATION)
        .within(Math.max(0, value - half), Math.min(1, value + half), settings.level())
        .remark("delta method; biased upwards where nothing moved: see homogeneity");
  }

  /** Of Σ s_i p_i / 2 with s the signs of the differences, from one side's multinomial counts. */
  private static double variance(GroupCounts counts, double[] differences) {
    double mean = 0;
    double square = 0;
    for (int i = 0; i < differences.length; i++) {
      double p = (double) counts.count(i) / counts.total();
      mean += Math.signum(differences[i]) * p;
      square += Math.abs(Math.signum(differences[i])) * p;
    }
    return (square - mean * mean) / 4 / counts.total();
  }
}
