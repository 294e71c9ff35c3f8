package org.ballast.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupKey;

/** Every class against the rest, per group, and the matrix of classes and predictions. */
final class ClassTables {
  private static final String MACRO = "mean over classes, each against the rest";
  private final List<String> classes;
  private final String label;
  private final double level;

  ClassTables(AuditPlan plan, double level) {
    this.classes = plan.label().values();
    this.label = plan.label().column();
    this.level = level;
  }

  /** One entry per group by columns without the label. */
  List<ModelDetails.Classes> of(
      String split,
      List<String> by,
      GroupCounts joint,
      Map<GroupKey, Map<String, Measure>> scores) {
    List<GroupKey> groups = joint.grid().over(by).groups();
    List<List<Confusion>> perClass =
        classes.stream().map(c -> Confusion.byGroup(joint, by, label, c)).toList();
    List<String> order = new ArrayList<>(by);
    order.addAll(List.of(label, ModelCounts.PREDICTED));
    long[] cells = joint.over(order).counts();
    return IntStream.range(0, groups.size())
        .mapToObj(
            g -> {
              Map<String, Map<String, Measure>> rates = new LinkedHashMap<>();
              for (int c = 0; c < classes.size() && classes.size() > 2; c++) {
                rates.put(classes.get(c), rates(perClass.get(c).get(g)));
              }
              Map<String, Measure> macro = macro(rates);
              macro.putAll(scores.getOrDefault(groups.get(g), Map.of()));
              return new ModelDetails.Classes(
                  split, by, groups.get(g), classes, matrix(cells, g), rates, macro, null);
            })
        .toList();
  }

  /** The same without any number. */
  List<ModelDetails.Classes> withheld(String split, List<String> by, List<GroupKey> groups) {
    return groups.stream()
        .map(
            g ->
                new ModelDetails.Classes(
                    split, by, g, classes, null, Map.of(), Map.of(), Audit.SUPPRESSED))
        .toList();
  }

  private List<List<Long>> matrix(long[] cells, int group) {
    int k = classes.size();
    return IntStream.range(0, k)
        .mapToObj(
            actual ->
                IntStream.range(0, k)
                    .mapToObj(predicted -> cells[(group * k + actual) * k + predicted])
                    .toList())
        .toList();
  }

  private Map<String, Measure> rates(Confusion confusion) {
    Map<String, Measure> rates = new LinkedHashMap<>();
    Rate.OF_A_CLASS.forEach(r -> rates.put(r.label(), r.of(confusion, level)));
    return rates;
  }

  private Map<String, Measure> macro(Map<String, Map<String, Measure>> rates) {
    Map<String, Measure> macro = new LinkedHashMap<>();
    if (!rates.isEmpty()) {
      macro.put("macro_tpr", macro("tpr", rates));
      macro.put("macro_precision", macro("precision", rates));
      // the classes' other rows overlap, so their intervals do not combine
      macro.put("macro_fpr", withoutInterval(macro("fpr", rates)));
    }
    return macro;
  }

  /** Over the classes that define it. */
  private Measure macro(String name, Map<String, Map<String, Measure>> rates) {
    List<Measure> parts =
        rates.values().stream()
            .map(r -> r.getOrDefault(name, Measure.undefined(MACRO, "it is not measured")))
            .filter(m -> m.value() != null)
            .toList();
    if (parts.isEmpty()) {
      return Measure.undefined(MACRO, "no class defines it");
    }
    double[] weights = new double[parts.size()];
    Arrays.fill(weights, 1.0 / parts.size());
    Measure mean = Mover.sum(weights, parts, MACRO, level);
    return parts.size() == rates.size()
        ? mean
        : mean.remark(
            (rates.size() - parts.size()) + " classes that do not define it are left out");
  }

  private static Measure withoutInterval(Measure m) {
    return m.value() == null
        ? m
        : Measure.of(m.value(), MACRO).remark("no interval: the classes' negative rows overlap");
  }
}
