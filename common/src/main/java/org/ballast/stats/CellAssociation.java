package org.ballast.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * How much more often two values y, a go together than by chance.
 *
 * @param columns the two columns
 * @param expected rows that the cell would have if the columns were independent; null if suppressed
 * @param measures {@code pmi} ln(p(y,a) / (p(y) p(a))) in nats, {@code npmi} the same / −ln p(y,a)
 *     in [−1, 1], and {@code lift} P(y | a) / P(y)
 */
public record CellAssociation(
    String split,
    List<String> columns,
    GroupKey group,
    @Nullable Double expected,
    Map<String, Measure> measures) {
  private static final String PMI = "ln(p(y,a) / (p(y) p(a))), nats";
  private static final String NPMI = "pmi / -ln p(y,a)";
  private static final String LIFT = "P(y|a) / P(y)";

  /** Every cell of every table of two columns. */
  static List<CellAssociation> all(AuditInput input) {
    List<CellAssociation> cells = new ArrayList<>();
    for (String split : input.splits()) {
      for (List<String> columns : input.plan().tables()) {
        if (columns.size() == 2) {
          GroupCounts counts = input.of(columns, split);
          cells.addAll(
              input.isOpen(split, columns)
                  ? open(split, counts, input.level())
                  : withheld(split, counts));
        }
      }
    }
    return cells;
  }

  private static List<CellAssociation> withheld(String split, GroupCounts counts) {
    List<String> columns = counts.grid().columns();
    return counts.grid().groups().stream()
        .map(g -> new CellAssociation(split, columns, g, null, undefined(Audit.SUPPRESSED)))
        .toList();
  }

  private static Map<String, Measure> undefined(String because) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("pmi", Measure.undefined(PMI, because));
    measures.put("npmi", Measure.undefined(NPMI, because));
    measures.put("lift", Measure.undefined(LIFT, because));
    return measures;
  }

  static List<CellAssociation> open(String split, GroupCounts counts, double level) {
    ContingencyTable table = ContingencyTable.of(counts);
    List<CellAssociation> cells = new ArrayList<>();
    for (int c = 0; c < counts.grid().size(); c++) {
      int i = c / table.columns();
      int j = c % table.columns();
      GroupKey group = counts.grid().group(c);
      cells.add(
          new CellAssociation(
              split,
              counts.grid().columns(),
              group,
              table.expected(i, j),
              measures(table, i, j, group, level)));
    }
    return cells;
  }

  private static Map<String, Measure> measures(
      ContingencyTable t, int i, int j, GroupKey group, double level) {
    if (t.rowTotal(i) == 0 || t.columnTotal(j) == 0) {
      return undefined("no row has one of the two values");
    }
    if (t.count(i, j) == 0) {
      Map<String, Measure> measures = undefined("no row has " + group + ": it is minus infinity");
      measures.put("lift", noLift(t, i, j, level));
      return measures;
    }
    return new PointwiseInformation(t, i, j).measures(level);
  }

  private static Measure noLift(ContingencyTable t, int i, int j, double level) {
    Measure share = Wilson.share(0, t.columnTotal(j), level, LIFT);
    Double high = share.high();
    double base = (double) t.rowTotal(i) / t.total();
    return Measure.of(0, LIFT)
        .within(0, high == null ? 0 : high / base, level)
        .remark("Wilson interval of P(y|a), P(y) taken as given");
  }

  /** The pointwise information of one cell that has rows, with the delta method's variances. */
  private record PointwiseInformation(double rows, double p, double row, double column) {
    PointwiseInformation(ContingencyTable t, int i, int j) {
      this(
          (double) t.total(),
          (double) t.count(i, j) / t.total(),
          (double) t.rowTotal(i) / t.total(),
          (double) t.columnTotal(j) / t.total());
    }

    private double pmi() {
      return Math.log(p / row / column);
    }

    /**
     * Of pmi / h: its gradient is (1/p − 1/pᵢ − 1/pⱼ) / h + extra / p in the cell, −1/pᵢ / h and
     * −1/pⱼ / h in the rest of its row and column.
     */
    private double spread(double h, double extra) {
      double cell = (1 / p - 1 / row - 1 / column) / h + extra / p;
      double square =
          p * cell * cell + ((row - p) / (row * row) + (column - p) / (column * column)) / (h * h);
      double mean = p * cell - ((row - p) / row + (column - p) / column) / h;
      return Math.sqrt(Delta.cleaned(square, mean) / rows);
    }

    Map<String, Measure> measures(double level) {
      double z = Wilson.quantile(level);
      double pmi = pmi();
      double spread = spread(1, 0);
      Map<String, Measure> measures = new LinkedHashMap<>();
      measures.put("pmi", within(Measure.of(pmi, PMI), pmi - z * spread, pmi + z * spread, level));
      measures.put("npmi", normalized(pmi, z, level));
      double lift = Math.exp(pmi);
      measures.put(
          "lift",
          within(
              Measure.of(lift, LIFT),
              lift * Math.exp(-z * spread),
              lift * Math.exp(z * spread),
              level));
      return measures;
    }

    private Measure normalized(double pmi, double z, double level) {
      double h = -Math.log(p);
      if (h == 0) {
        return Measure.undefined(NPMI, "every row lies in this cell");
      }
      double value = Math.max(-1, Math.min(1, pmi / h));
      double half = z * spread(h, pmi / (h * h));
      return within(
          Measure.of(value, NPMI), Math.max(-1, value - half), Math.min(1, value + half), level);
    }

    private static Measure within(Measure measure, double low, double high, double level) {
      return low == high
          ? measure.remark("no interval: its variance is 0 by the delta method")
          : measure.within(low, high, level).remark("delta method");
    }
  }
}
