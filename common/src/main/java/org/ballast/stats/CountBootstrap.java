package org.ballast.stats;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Intervals for functions of counts by drawing the counts anew from the observed shares (Efron
 * 1979): the cost depends on the number of cells, not of rows.
 *
 * @param resamples how many tables are drawn
 * @param seed where drawing starts; the same seed gives the same interval
 * @param level confidence level
 */
record CountBootstrap(int resamples, long seed, double level) {

  /** Two ends. */
  record Interval(double low, double high) {
    Interval from(double lowest) {
      return new Interval(lowest, high);
    }

    Interval upTo(double highest) {
      return new Interval(low, Math.min(high, highest));
    }
  }

  String method() {
    return "bootstrap over counts ("
        + resamples
        + " resamples, seed "
        + seed
        + "), percentiles shifted by the estimated bias";
  }

  /** An estimate with its interval; without one where the resamples show no spread. */
  Measure measure(double estimate, Interval interval, String what) {
    Measure measure = Measure.of(estimate, what);
    return interval.low() < interval.high()
        ? measure.within(interval.low(), interval.high(), level).remark(method())
        : measure.remark("no interval: all bootstrap resamples give the same");
  }

  /** One interval per statistic, all from the same resamples; a NaN resample is left out. */
  List<Interval> intervals(
      ContingencyTable table, List<ToDoubleFunction<ContingencyTable>> statistics) {
    double[][] drawn = new double[statistics.size()][resamples];
    SplittableRandom random = new SplittableRandom(seed);
    for (int b = 0; b < resamples; b++) {
      ContingencyTable resample = resample(table, random);
      for (int s = 0; s < drawn.length; s++) {
        drawn[s][b] = statistics.get(s).applyAsDouble(resample);
      }
    }
    return IntStream.range(0, drawn.length)
        .mapToObj(s -> interval(drawn[s], statistics.get(s).applyAsDouble(table)))
        .toList();
  }

  private static ContingencyTable resample(ContingencyTable table, SplittableRandom random) {
    long[][] cells = new long[table.rows()][table.columns()];
    long left = table.total();
    long weight = table.total();
    for (int i = 0; i < cells.length; i++) {
      for (int j = 0; j < cells[i].length && weight > 0; j++) {
        long observed = table.count(i, j);
        cells[i][j] = BinomialSampler.draw(random, left, (double) observed / weight);
        left -= cells[i][j];
        weight -= observed;
      }
    }
    return new ContingencyTable(cells);
  }

  /** Percentiles less the bias (mean of the resamples − estimate), widened to the estimate. */
  Interval interval(double[] drawn, double estimate) {
    double[] sorted = Arrays.stream(drawn).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) {
      return new Interval(estimate, estimate);
    }
    double bias = Arrays.stream(sorted).average().orElseThrow() - estimate;
    double tail = (1 - level) / 2;
    return new Interval(
        Math.min(estimate, percentile(sorted, tail) - bias),
        Math.max(estimate, percentile(sorted, 1 - tail) - bias));
  }

  /** Linear interpolation between order statistics. */
  static double percentile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
