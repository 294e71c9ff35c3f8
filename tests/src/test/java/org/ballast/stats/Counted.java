package org.ballast.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;

/** Counts for tests. */
final class Counted {
  static final Axis SPAM = new Axis("spam", List.of("ham", "spam"));
  static final Axis HTML = new Axis("html", List.of("html", "plain"));

  private Counted() {}

  static GroupCounts cells(GroupGrid grid, long... counts) {
    return new GroupCounts(grid, counts);
  }

  static GroupCounts spamByHtml(long... counts) {
    return new GroupCounts(new GroupGrid(List.of(SPAM, HTML)), counts);
  }

  /** What counting gives an audit: each set of columns of the plan, by split. */
  static Map<List<String>, GroupCounts> margins(AuditPlan plan, GroupCounts joint) {
    Map<List<String>, GroupCounts> margins = new HashMap<>();
    for (List<String> columns : plan.columnSets()) {
      List<String> bySplit = new ArrayList<>(List.of("split"));
      bySplit.addAll(columns);
      margins.put(columns, joint.over(bySplit));
    }
    return margins;
  }

  static AuditSettings settings(long suppressBelow) {
    return new AuditSettings(0.95, 200, 17, suppressBelow, new LinkedHashMap<>(), "spam", 30);
  }

  static ContingencyTable random(SplittableRandom random, int rows, int columns, int most) {
    long[][] cells = new long[rows][columns];
    for (long[] row : cells) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextInt(4) == 0 ? 0 : random.nextInt(most);
      }
    }
    return new ContingencyTable(cells);
  }

  /** Rows drawn from shares of cells. */
  static long[] draw(SplittableRandom random, double[] shares, int rows) {
    long[] n = new long[shares.length];
    for (int r = 0; r < rows; r++) {
      double u = random.nextDouble();
      int cell = 0;
      while (cell < shares.length - 1 && u >= shares[cell]) {
        u -= shares[cell++];
      }
      n[cell]++;
    }
    return n;
  }
}
