package org.ballast.stats;

/**
 * The mutual information in nats that a table has on average if its rows are dealt out at random
 * with both margins held: E = Σ over cells Σ_n P(n) (n/N) ln(n N / (r c)) with P hypergeometric
 * (Vinh, Epps, Bailey 2010).
 */
final class ExpectedInformation {
  /** A cell's count is summed over one by one up to this variance. */
  private static final double MOST_SUMMED = 1e5;

  private static final double NEGLIGIBLE = 1e-18;

  private ExpectedInformation() {}

  /** E ≥ 0; 0 of an empty table. */
  static double nats(ContingencyTable t) {
    double sum = 0;
    for (int i = 0; i < t.rows(); i++) {
      for (int j = 0; j < t.columns(); j++) {
        if (t.rowTotal(i) > 0 && t.columnTotal(j) > 0) {
          sum += cell((double) t.rowTotal(i), (double) t.columnTotal(j), (double) t.total());
        }
      }
    }
    return t.total() == 0 ? 0 : Math.max(0, sum / t.total());
  }

  /** E n ln(n / e). */
  private static double cell(double row, double column, double total) {
    double variance = total < 2 ? 0 : row * (column / total) * (1 - row / total) * (total - column);
    double perDraw = total < 2 ? 0 : variance / (total - 1);
    return perDraw <= MOST_SUMMED
        ? summed(row, column, total)
        : expanded(row, column, total, perDraw);
  }

  /** From the likeliest count outwards, with weights relative to its own: nothing overflows. */
  private static double summed(double row, double column, double total) {
    double e = row * column / total;
    double low = Math.max(0, row + column - total);
    double high = Math.min(row, column);
    double mode = Math.floor((row + 1) * ((column + 1) / (total + 2)));
    double start = Math.max(low, Math.min(high, mode));
    double weights = 1;
    double sum = term(start, e);
    double weight = 1;
    for (double n = start; n < high && weight > NEGLIGIBLE; n++) {
      weight *= (row - n) * (column - n) / ((n + 1) * (total - row - column + n + 1));
      weights += weight;
      sum += weight * term(n + 1, e);
    }
    weight = 1;
    for (double n = start; n > low && weight > NEGLIGIBLE; n--) {
      weight *= n * (total - row - column + n) / ((row - n + 1) * (column - n + 1));
      weights += weight;
      sum += weight * term(n - 1, e);
    }
    return sum / weights;
  }

  private static double term(double n, double e) {
    return n == 0 ? 0 : n * Math.log(n / e);
  }

  /** δ²/2e − δ³/6e² + δ⁴/12e³ on average over n = e + δ: what follows is below 1/e² of it. */
  private static double expanded(double row, double column, double total, double variance) {
    double e = row * column / total;
    double third =
        variance * (1 - 2 * row / total) * (1 - 2 * column / total) * total / (total - 2);
    return variance / (2 * e) - third / (6 * e * e) + variance * variance / (4 * e * e * e);
  }
}
