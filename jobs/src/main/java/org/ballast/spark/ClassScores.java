package org.ballast.spark;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_filter;
import static org.apache.spark.sql.functions.map_values;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.ClassSums;
import org.ballast.stats.ModelCounts;

/** The scores of all classes of a row, as the two numbers that log loss and Brier score need. */
final class ClassScores {
  /** The map of scores by class; gone after {@link #reduced}. */
  static final String SCORES = "(scores)";

  private static final String TRUE_SCORE = "(score of the true class)";
  private static final String SQUARES = "(squared scores)";
  private static final String FLAW = "(flaw)";
  private static final double TOLERANCE = 1e-3;
  private static final List<String> FLAWS =
      List.of(
          "",
          "a row of this split lacks the score of a class",
          "a score of this split is outside [0, 1]: they are no probabilities",
          "the scores of a row of this split do not add up to 1");

  private ClassScores() {}

  /** Two numbers and what is wrong with them in place of the map. */
  static Dataset<Row> reduced(Dataset<Row> rows, GroupGrid.Axis label) {
    Column all = ColumnName.of(SCORES);
    Column values =
        map_values(map_filter(all, (k, v) -> k.isin(label.values().toArray())))
            .cast("array<double>");
    Column sum = aggregate(values, lit(0.0), (total, x) -> total.plus(x));
    Column missing =
        coalesce(
            size(values).lt(label.values().size()).or(exists(values, Column::isNull)), lit(true));
    Column flaw =
        when(missing, 1)
            .when(exists(values, x -> x.lt(0).or(x.gt(1))), 2)
            .when(abs(sum.minus(1)).gt(TOLERANCE), 3)
            .otherwise(0);
    return rows.withColumn(
            TRUE_SCORE, try_element_at(all, ColumnName.of(label.column())).cast("double"))
        .withColumn(SQUARES, aggregate(values, lit(0.0), (total, x) -> total.plus(x.multiply(x))))
        .withColumn(FLAW, flaw)
        .drop(SCORES);
  }

  /** Sums by split and value of an attribute; none if the rows were not {@link #reduced}. */
  static Map<String, ModelCounts.SplitClasses> sums(Dataset<Row> rows, AuditPlan plan) {
    if (!Arrays.asList(rows.columns()).contains(FLAW)) {
      return Map.of();
    }
    List<Column> columns = new ArrayList<>();
    columns.add(col(AuditPlan.SPLIT.column()));
    columns.add(ColumnName.of(TRUE_SCORE));
    columns.add(ColumnName.of(SQUARES));
    plan.attributes().forEach(a -> columns.add(ColumnName.of(a.column())));
    columns.add(ColumnName.of(FLAW));
    ScoreSlots slots = new ScoreSlots(plan);
    JavaRDD<Tally> tallies =
        ScoreSlots.labelled(rows, plan)
            .select(columns.toArray(Column[]::new))
            .javaRDD()
            .mapPartitions(part -> List.of(Tally.of(part, slots)).iterator());
    Tally all =
        tallies.getNumPartitions() == 0
            ? new Tally(new HashMap<>(), new HashMap<>())
            : tallies.treeReduce(Tally::plus);
    return all.bySplit(ScoreSlots.groups(plan));
  }

  /** Sums by split and slot, and the first flaw of each split; merges by addition. */
  private record Tally(HashMap<String, ClassSums[]> splits, HashMap<String, Integer> flaws)
      implements Serializable {

    static Tally of(Iterator<Row> rows, ScoreSlots slots) {
      Tally tally = new Tally(new HashMap<>(), new HashMap<>());
      while (rows.hasNext()) {
        tally.add(rows.next(), slots);
      }
      return tally;
    }

    private void add(Row row, ScoreSlots slots) {
      ClassSums[] sums = splits.computeIfAbsent(ScoreSlots.split(row), s -> none(slots.size()));
      int flaw = row.getInt(row.size() - 1);
      if (flaw > 0) {
        flaws.merge(ScoreSlots.split(row), flaw, Math::min);
        return;
      }
      ClassSums one = ClassSums.row(ScoreSlots.score(row), row.getDouble(2));
      for (int a = 0; a < slots.attributes(); a++) {
        int slot = slots.slot(row, a);
        sums[slot] = sums[slot].plus(one);
      }
    }

    private static ClassSums[] none(int size) {
      ClassSums[] sums = new ClassSums[size];
      Arrays.fill(sums, ClassSums.NONE);
      return sums;
    }

    Tally plus(Tally other) {
      Tally both = new Tally(new HashMap<>(splits), new HashMap<>(flaws));
      other.splits.forEach((split, sums) -> both.splits.merge(split, sums, Tally::plus));
      other.flaws.forEach((split, flaw) -> both.flaws.merge(split, flaw, Math::min));
      return both;
    }

    private static ClassSums[] plus(ClassSums[] a, ClassSums[] b) {
      ClassSums[] sums = new ClassSums[a.length];
      for (int i = 0; i < sums.length; i++) {
        sums[i] = a[i].plus(b[i]);
      }
      return sums;
    }

    Map<String, ModelCounts.SplitClasses> bySplit(Map<Integer, GroupKey> groups) {
      Map<String, ModelCounts.SplitClasses> all = new HashMap<>();
      splits.forEach(
          (split, sums) -> {
            Map<GroupKey, ClassSums> own = new HashMap<>();
            groups.forEach((slot, group) -> own.put(group, sums[slot]));
            Integer flaw = flaws.get(split);
            all.put(
                split, new ModelCounts.SplitClasses(own, flaw == null ? null : FLAWS.get(flaw)));
          });
      return all;
    }
  }
}
