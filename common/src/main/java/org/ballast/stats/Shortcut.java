package org.ballast.stats;

/** What it is worth to know nothing but one column. */
final class Shortcut {
  static final String GAIN = "shortcut_gain";
  private static final String METHOD =
      "accuracy of saying the most frequent class of each value, less that of always saying the most"
          + " frequent class; adjusted Wald interval for matched pairs (Agresti and Min 2005), which"
          + " classes these are was taken as given";

  private Shortcut() {}

  /**
   * Accuracy gained by saying each column's most frequent row: (b − c) / N, where b rows of the
   * table become right and c become wrong when the answer follows the column. The interval is (b −
   * c) / (N + 2) ± z √(((b + c + 1) − (b − c)² / (N + 2)) / (N + 2)²), widened to the estimate.
   * Undefined without rows; 0 without interval where no answer changes.
   *
   * @param table the label's classes as rows, the attribute's values as columns
   */
  static Measure gain(ContingencyTable table, double level) {
    if (table.total() == 0) {
      return Measure.undefined(METHOD, "there is no row");
    }
    int always = mostFrequent(table, -1);
    double right = 0;
    double wrong = 0;
    for (int j = 0; j < table.columns(); j++) {
      int answer = mostFrequent(table, j);
      if (answer != always && table.count(answer, j) > table.count(always, j)) {
        right += table.count(answer, j);
        wrong += table.count(always, j);
      }
    }
    return within(right, wrong, (double) table.total(), level);
  }

  private static Measure within(double right, double wrong, double rows, double level) {
    double gain = (right - wrong) / rows;
    if (right == 0) {
      return Measure.of(0, METHOD + "; no answer changes");
    }
    double n = rows + 2;
    double centre = (right - wrong) / n;
    double half =
        Wilson.quantile(level)
            * Math.sqrt((right + wrong + 1 - (right - wrong) * (right - wrong) / n) / (n * n));
    return Measure.of(gain, METHOD)
        .within(Math.min(gain, centre - half), Math.max(gain, Math.min(1, centre + half)), level);
  }

  /** The row with the most rows in one column, or in all if it is −1; the first among equals. */
  static int mostFrequent(ContingencyTable table, int column) {
    int best = 0;
    for (int i = 1; i < table.rows(); i++) {
      if (count(table, i, column) > count(table, best, column)) {
        best = i;
      }
    }
    return best;
  }

  private static long count(ContingencyTable table, int row, int column) {
    return column < 0 ? table.rowTotal(row) : table.count(row, column);
  }
}
