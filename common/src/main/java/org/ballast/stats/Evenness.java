package org.ballast.stats;

import java.util.Optional;

/**
 * How far the shares p of m declared cells are from equal ones: D = ln m − H(p) = Σ p ln(p m) in
 * nats, with an interval from G = 2 N D, the likelihood ratio against equal shares.
 *
 * @param rows N
 * @param cells m, at least 2
 * @param freedom cells that have rows, less one; at least 1
 * @param deficit D in [0, ln m]
 * @param variance of D by the delta method
 */
record Evenness(double rows, int cells, int freedom, double deficit, double variance) {

  /** Of at least two cells and one row. */
  static Evenness of(long[] counts) {
    double total = 0;
    int occupied = 0;
    for (long n : counts) {
      total += n;
      occupied += n > 0 ? 1 : 0;
    }
    double deficit = 0;
    double[] gradient = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        gradient[i] = Math.log(counts[i] / total * counts.length);
        deficit += counts[i] / total * gradient[i];
      }
    }
    double within = Math.max(0, Math.min(deficit, Math.log(counts.length)));
    return new Evenness(
        total, counts.length, Math.max(1, occupied - 1), within, Delta.variance(counts, gradient));
  }

  private Optional<CountBootstrap.Interval> interval(double level) {
    double unit = 2 * rows;
    return Noncentrality.interval(unit * deficit, freedom, unit * unit * variance, level)
        .map(e -> new CountBootstrap.Interval(e.low() / unit, e.high() / unit))
        .map(e -> e.upTo(Math.log(cells)));
  }

  /** exp(H), the number of equal cells that are as even, in [1, m]. */
  Measure effectiveCells(String method, double level) {
    Measure value = Measure.of(cells * Math.exp(-deficit), method);
    return Noncentrality.within(
        value,
        interval(level)
            .map(
                e ->
                    new CountBootstrap.Interval(
                        cells * Math.exp(-e.high()), cells * Math.exp(-e.low()))),
        level);
  }

  /** 1 − H / ln m in [0, 1]: 0 for equal shares, 1 for all rows in one cell. */
  Measure imbalance(String method, double level) {
    double most = Math.log(cells);
    return Noncentrality.within(
        Measure.of(deficit / most, method),
        interval(level).map(e -> new CountBootstrap.Interval(e.low() / most, e.high() / most)),
        level);
  }
}
