package org.ballast.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.ballast.group.GroupCounts;

/**
 * Whether predictions lean on an attribute more than the data does.
 *
 * <p>With t a class, a a value of the attribute and hats for predictions:
 *
 * <ul>
 *   <li>attribute to task (Wang and Russakovsky 2021): the mean over (a, t) of sign(P(a, t) −
 *       P(a)P(t)) · (P(t̂ | a) − P(t | a)), the sign from the training rows, the rest from the
 *       split; above 0 if predictions exaggerate what goes together in training;
 *   <li>Zhao et al. 2017: the mean over t of Σ (b̃(t, a) − b(t, a)) over the values a with b(t, a)
 *       &gt; 1 / |A|, where b(t, a) is the share of a among training rows of t and b̃ the same
 *       among rows of the split that are predicted t.
 * </ul>
 *
 * Values without a row and classes without one, or without a prediction, are left out and counted.
 */
final class BiasAmplification {
  static final String DIRECTIONAL = "directional_attribute_to_task";
  static final String REVERSE = "directional_task_to_attribute";
  static final String ZHAO = "zhao_2017";
  private static final String TRAINING = "; what goes together is taken from training as given";
  private static final Map<String, String> METHODS =
      Map.of(
          DIRECTIONAL,
          "mean over values and classes (Wang, Russakovsky 2021)" + TRAINING,
          REVERSE,
          "mean over values and classes (Wang, Russakovsky 2021)",
          ZHAO,
          "mean over classes (Zhao et al. 2017)" + TRAINING);

  private final GroupCounts training;
  private final int classes;
  private final int values;

  /**
   * Amplification beyond these rows.
   *
   * @param training counts by label and attribute, the label first
   */
  BiasAmplification(GroupCounts training) {
    this.training = training;
    this.classes = training.grid().axes().get(0).values().size();
    this.values = training.grid().size() / classes;
  }

  /** All of them, undefined for one reason. */
  static Map<String, Measure> undefined(String because) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    for (String name : List.of(DIRECTIONAL, REVERSE, ZHAO)) {
      measures.put(name, Measure.undefined(method(name), because));
    }
    return measures;
  }

  private static String method(String name) {
    return METHODS.getOrDefault(name, name);
  }

  /** From counts of a split by label, attribute and predicted class, in this order. */
  Map<String, Measure> measures(GroupCounts joint, CountBootstrap bootstrap) {
    if (training.total() == 0) {
      return undefined("the original training split is not known");
    }
    ContingencyTable table = byValue(joint);
    List<CountBootstrap.Interval> intervals =
        bootstrap.intervals(
            table, List.<ToDoubleFunction<ContingencyTable>>of(this::directional, this::zhao));
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put(
        DIRECTIONAL,
        measure(
            DIRECTIONAL, directional(table), valuesWithoutRow(table), intervals.get(0), bootstrap));
    measures.put(
        REVERSE,
        Measure.undefined(
            method(REVERSE), "it needs predictions of the attribute, and there are none"));
    measures.put(
        ZHAO, measure(ZHAO, zhao(table), classesLeftOut(table), intervals.get(1), bootstrap));
    return measures;
  }

  private static Measure measure(
      String name,
      double value,
      String leftOut,
      CountBootstrap.Interval interval,
      CountBootstrap bootstrap) {
    if (Double.isNaN(value)) {
      return Measure.undefined(method(name), "nothing that it is a mean of is defined");
    }
    Measure measure = bootstrap.measure(value, interval, method(name));
    return leftOut.isEmpty() ? measure : measure.remark(leftOut);
  }

  /** Attribute values as rows; label and predicted class as columns, the label slower. */
  private ContingencyTable byValue(GroupCounts joint) {
    long[][] cells = new long[values][classes * classes];
    for (int i = 0; i < joint.grid().size(); i++) {
      int label = i / (values * classes);
      int value = i / classes % values;
      cells[value][label * classes + i % classes] = joint.count(i);
    }
    return new ContingencyTable(cells);
  }

  private double directional(ContingencyTable table) {
    double sum = 0;
    int defined = 0;
    for (int a = 0; a < values; a++) {
      if (table.rowTotal(a) > 0) {
        for (int t = 0; t < classes; t++) {
          double excess = (double) predicted(table, a, t) - actual(table, a, t);
          sum += sign(t, a) * excess / table.rowTotal(a);
          defined++;
        }
      }
    }
    return defined == 0 ? Double.NaN : sum / defined;
  }

  /** The sign of P(a, t) − P(a)P(t) in training. */
  private double sign(int t, int a) {
    return Math.signum(
        (double) trained(t, a) * training.total() - (double) trainedClass(t) * trainedValue(a));
  }

  private double zhao(ContingencyTable table) {
    double sum = 0;
    int defined = 0;
    for (int t = 0; t < classes; t++) {
      long selected = selected(table, t);
      if (selected > 0 && trainedClass(t) > 0) {
        for (int a = 0; a < values; a++) {
          double share = (double) trained(t, a) / trainedClass(t);
          if (share > 1.0 / values) {
            sum += (double) predicted(table, a, t) / selected - share;
          }
        }
        defined++;
      }
    }
    return defined == 0 ? Double.NaN : sum / defined;
  }

  private String valuesWithoutRow(ContingencyTable table) {
    int without = 0;
    for (int a = 0; a < values; a++) {
      without += table.rowTotal(a) == 0 ? 1 : 0;
    }
    return without == 0 ? "" : without + " values without a row are left out";
  }

  private String classesLeftOut(ContingencyTable table) {
    int without = 0;
    for (int t = 0; t < classes; t++) {
      without += selected(table, t) == 0 || trainedClass(t) == 0 ? 1 : 0;
    }
    return without == 0 ? "" : without + " classes without a row or prediction are left out";
  }

  private long predicted(ContingencyTable table, int a, int t) {
    long rows = 0;
    for (int label = 0; label < classes; label++) {
      rows += table.count(a, label * classes + t);
    }
    return rows;
  }

  private long actual(ContingencyTable table, int a, int t) {
    long rows = 0;
    for (int p = 0; p < classes; p++) {
      rows += table.count(a, t * classes + p);
    }
    return rows;
  }

  private long selected(ContingencyTable table, int t) {
    long rows = 0;
    for (int a = 0; a < values; a++) {
      rows += predicted(table, a, t);
    }
    return rows;
  }

  private long trained(int t, int a) {
    return training.count(t * values + a);
  }

  private long trainedClass(int t) {
    long rows = 0;
    for (int a = 0; a < values; a++) {
      rows += trained(t, a);
    }
    return rows;
  }

  private long trainedValue(int a) {
    long rows = 0;
    for (int t = 0; t < classes; t++) {
      rows += trained(t, a);
    }
    return rows;
  }
}
