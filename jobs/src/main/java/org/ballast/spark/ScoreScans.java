package org.ballast.spark;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;
import org.ballast.stats.Auc;
import org.ballast.stats.AucScan;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.ModelCounts;

/** Exact areas under the ROC curve per split and attribute value: one sort of the scores. */
public final class ScoreScans {
  private static final String SPLIT = AuditPlan.SPLIT.column();

  private ScoreScans() {}

  /**
   * Scans every split whose rows all have a score for the positive class.
   *
   * @return by split and value of an attribute
   */
  public static Map<String, Map<GroupKey, ModelCounts.Areas>> of(
      Dataset<Row> matched, AuditPlan plan, String positiveClass) {
    List<String> attributes = plan.attributes().stream().map(GroupGrid.Axis::column).toList();
    Column[] columns = new Column[attributes.size() + 3];
    columns[0] = col(SPLIT);
    columns[1] = ColumnName.of(MatchedPredictions.SCORE);
    columns[2] = ColumnName.of(plan.label().column()).equalTo(positiveClass);
    for (int i = 0; i < attributes.size(); i++) {
      columns[i + 3] = ColumnName.of(attributes.get(i));
    }
    Column labelled = ColumnName.of(plan.label().column()).isin(plan.label().values().toArray());
    Dataset<Row> narrow = matched.where(labelled).select(columns);
    Values values = Values.of(plan);
    List<Scan> scans =
        narrow
            .repartition(AuditPlan.SPLIT.values().size(), narrow.col(SPLIT))
            .sortWithinPartitions(narrow.col(SPLIT), ColumnName.of(MatchedPredictions.SCORE))
            .javaRDD()
            .mapPartitions(rows -> scan(rows, values))
            .collect();
    return bySplit(attributes, scans);
  }

  /** The declared values of each attribute, as Spark can send them. */
  private record Values(ArrayList<ArrayList<String>> byAttribute) implements Serializable {
    static Values of(AuditPlan plan) {
      ArrayList<ArrayList<String>> values = new ArrayList<>();
      GroupGrid grid = plan.grid();
      plan.attributes().forEach(a -> values.add(new ArrayList<>(grid.axis(a.column()).values())));
      return new Values(values);
    }
  }

  /** A finished scan; scoreless if the split has a row without a score. */
  private record Scan(
      String split, int attribute, String value, boolean scoreless, Auc within, Auc againstAll)
      implements Serializable {}

  private static Iterator<Scan> scan(Iterator<Row> rows, Values values) {
    List<Scan> done = new ArrayList<>();
    SplitScan current = null;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (current == null || !current.split.equals(row.getString(0))) {
        if (current != null) {
          done.addAll(current.finish());
        }
        current = new SplitScan(row.getString(0), values);
      }
      current.add(row);
    }
    if (current != null) {
      done.addAll(current.finish());
    }
    return done.iterator();
  }

  /** The scans of one split: for each value its own rows, and its positives against all others. */
  private static final class SplitScan {
    final String split;
    private final List<Map<String, AucScan>> within = new ArrayList<>();
    private final List<Map<String, AucScan>> againstAll = new ArrayList<>();
    private boolean scoreless;

    SplitScan(String split, Values values) {
      this.split = split;
      for (List<String> declared : values.byAttribute()) {
        within.add(scans(declared));
        againstAll.add(scans(declared));
      }
    }

    private static Map<String, AucScan> scans(List<String> values) {
      Map<String, AucScan> scans = new HashMap<>();
      values.forEach(v -> scans.put(v, new AucScan()));
      return scans;
    }

    void add(Row row) {
      if (row.isNullAt(1)) {
        scoreless = true;
        return;
      }
      for (int i = 0; i < within.size(); i++) {
        AucScan own = within.get(i).get(row.getString(i + 3));
        AucScan ownPositives = againstAll.get(i).get(row.getString(i + 3));
        if (own == null || ownPositives == null) {
          throw new IllegalStateException("A counted value is not declared: " + row);
        }
        if (row.getBoolean(2)) {
          own.positive(row.getDouble(1));
          ownPositives.positive(row.getDouble(1));
        } else {
          own.negative(row.getDouble(1));
          againstAll.get(i).values().forEach(s -> s.negative(row.getDouble(1)));
        }
      }
    }

    List<Scan> finish() {
      List<Scan> done = new ArrayList<>();
      for (int i = 0; i < within.size(); i++) {
        for (Map.Entry<String, AucScan> own : within.get(i).entrySet()) {
          AucScan all = Objects.requireNonNull(againstAll.get(i).get(own.getKey()));
          done.add(
              new Scan(split, i, own.getKey(), scoreless, own.getValue().result(), all.result()));
        }
      }
      return done;
    }
  }

  private static Map<String, Map<GroupKey, ModelCounts.Areas>> bySplit(
      List<String> attributes, List<Scan> scans) {
    Set<String> scoreless = new HashSet<>();
    scans.stream().filter(Scan::scoreless).forEach(s -> scoreless.add(s.split()));
    Map<String, Map<GroupKey, ModelCounts.Areas>> areas = new HashMap<>();
    for (Scan scan : scans) {
      if (!scoreless.contains(scan.split())) {
        areas
            .computeIfAbsent(scan.split(), s -> new HashMap<>())
            .put(
                new GroupKey(Map.of(attributes.get(scan.attribute()), scan.value())),
                new ModelCounts.Areas(scan.within(), scan.againstAll()));
      }
    }
    return areas;
  }
}
