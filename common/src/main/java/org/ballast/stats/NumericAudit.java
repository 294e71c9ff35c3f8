package org.ballast.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;

/** How numeric attributes go with the other columns, from the moments of their groups. */
public final class NumericAudit {
  private static final String MEAN = "mean with Student interval";
  private final AuditSettings settings;
  private final Suppression suppression;
  private final List<String> splits;

  /** Of the rows of an audit, which decides what is withheld. */
  NumericAudit(AuditSettings settings, Audit audit) {
    this.settings = settings;
    this.suppression = audit.suppression();
    this.splits = audit.splits();
  }

  /**
   * The moments of one numeric attribute in the groups of one column.
   *
   * @param attribute the numeric attribute
   * @param by the column with its declared values
   * @param bySplit for each split the moments of each value, in declared order
   */
  public record Grouped(String attribute, Axis by, Map<String, List<Moments>> bySplit) {
    List<Moments> in(String split) {
      if (!split.equals(AuditResult.ALL)) {
        return Objects.requireNonNull(bySplit.get(split));
      }
      return IntStream.range(0, by.values().size())
          .mapToObj(
              i ->
                  bySplit.values().stream()
                      .map(groups -> groups.get(i))
                      .reduce(Moments.NONE, Moments::plus))
          .toList();
    }
  }

  /** One entry per split that has rows, attribute and column; q-values over those of a split. */
  List<NumericAssociation> result(List<Grouped> grouped) {
    List<NumericAssociation> all = new ArrayList<>();
    for (String split : splits) {
      all.addAll(withQValues(grouped.stream().map(g -> association(split, g)).toList()));
    }
    return all;
  }

  private NumericAssociation association(String split, Grouped grouped) {
    List<Moments> groups = grouped.in(split);
    boolean open =
        suppression.isOpen(split, List.of(grouped.by().column(), grouped.attribute()))
            || suppression.isOpen(split, List.of(grouped.attribute(), grouped.by().column()));
    return new NumericAssociation(
        split,
        grouped.attribute(),
        grouped.by().column(),
        open ? groups.stream().mapToLong(Moments::count).sum() : null,
        IntStream.range(0, groups.size())
            .mapToObj(i -> mean(key(grouped.by(), i), groups.get(i), open))
            .toList(),
        open
            ? CorrelationRatio.measures(groups, settings.level())
            : CorrelationRatio.undefined(Audit.SUPPRESSED));
  }

  private static GroupKey key(Axis axis, int value) {
    return new GroupKey(Map.of(axis.column(), axis.values().get(value)));
  }

  private NumericAssociation.GroupMean mean(GroupKey group, Moments moments, boolean open) {
    return open
        ? new NumericAssociation.GroupMean(group, moments.count(), mean(moments))
        : new NumericAssociation.GroupMean(group, null, Measure.undefined(MEAN, Audit.SUPPRESSED));
  }

  private Measure mean(Moments moments) {
    if (moments.count() == 0) {
      return Measure.undefined(MEAN, "no row has a number");
    }
    if (moments.count() == 1) {
      return Measure.of(moments.mean(), MEAN).remark("one row has no interval");
    }
    double n = moments.count();
    double half =
        TDistribution.of(n - 1).inverseCumulativeProbability((1 + settings.level()) / 2)
            * Math.sqrt(moments.second() / (n - 1) / n);
    return Measure.of(moments.mean(), MEAN)
        .within(moments.mean() - half, moments.mean() + half, settings.level());
  }

  private static List<NumericAssociation> withQValues(List<NumericAssociation> family) {
    List<Measure> tested =
        family.stream()
            .map(a -> Objects.requireNonNull(a.measures().get("eta_squared")))
            .filter(m -> m.pValue() != null)
            .toList();
    double[] q =
        BenjaminiHochberg.adjust(
            tested.stream().mapToDouble(m -> Objects.requireNonNull(m.pValue())).toArray());
    List<NumericAssociation> adjusted = new ArrayList<>();
    int next = 0;
    for (NumericAssociation a : family) {
      Map<String, Measure> measures = new LinkedHashMap<>(a.measures());
      Measure eta = Objects.requireNonNull(measures.get("eta_squared"));
      if (eta.pValue() != null) {
        measures.put("eta_squared", eta.adjusted(q[next++]));
      }
      adjusted.add(
          new NumericAssociation(a.split(), a.attribute(), a.by(), a.rows(), a.groups(), measures));
    }
    return adjusted;
  }
}
