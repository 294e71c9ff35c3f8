package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreMeasuresTest {
  private static final int[] Y = {0, 0, 1, 0, 1, 1, 0, 1, 1, 0};
  private static final double[] S = {.1, .2, .2, .3, .35, .5, .5, .6, .9, .7};

  private static ScoreSums sums(int[] y, double[] s, CalibrationBins bins) {
    ScoreSums sums = new ScoreSums(bins.size());
    IntStream.range(0, y.length)
        .forEach(i -> sums.add(bins.bin(s[i]), ScoreSums.terms(y[i] == 1, s[i])));
    return sums;
  }

  private static int[] ascending(double[] s) {
    return IntStream.range(0, s.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> s[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  private static AveragePrecision precision(int[] y, double[] s) {
    long positives = Arrays.stream(y).sum();
    AveragePrecisionScan scan = new AveragePrecisionScan(positives, y.length - positives);
    Arrays.stream(ascending(s)).forEach(i -> scan.add(y[i] == 1, s[i]));
    return scan.result();
  }

  private static void assertIs(Measure m, double value, double low, double high) {
    assertThat(m.value()).isCloseTo(value, within(1e-12));
    assertThat(m.low()).isCloseTo(low, within(1e-9));
    assertThat(m.high()).isCloseTo(high, within(1e-9));
  }

  @Test
  void averagePrecisionIsScikitLearnsWithALogitInterval() {
    // sklearn.metrics.average_precision_score(y, s) = ap;
    // scipy.special.expit(logit(ap) -+ 1.959963984540054 / sqrt(5 * ap * (1 - ap)))
    assertIs(
        precision(Y, S).measure(0.95), 0.6977777777777778, 0.25502711566565606, 0.9396561030545643);
  }

  @Test
  void averagePrecisionOfOneClass() {
    assertThat(precision(new int[] {1, 1}, new double[] {0, 1}).measure(0.95))
        .satisfies(m -> assertThat(m.value()).isEqualTo(1.0))
        .satisfies(m -> assertThat(m.method()).contains("no interval"));
    assertThat(precision(new int[] {0}, new double[] {1}).measure(0.95).undefinedBecause())
        .isEqualTo("it has no positive row");
  }

  @Test
  void logLossAndBrierAreScikitLearns() {
    ScoreSums sums = sums(Y, S, CalibrationBins.equalWidth(5));
    double z = Wilson.quantile(0.95);
    // sklearn.metrics.log_loss(y, s); NumPy: the losses' std(ddof=1) / sqrt(10)
    double se = 0.1588713288348814;
    assertIs(
        sums.logLoss(0.95),
        0.6550892352713189,
        0.6550892352713189 - z * se,
        0.6550892352713189 + z * se);
    // sklearn.metrics.brier_score_loss(y, s); NumPy: the squares' std(ddof=1) / sqrt(10)
    se = 0.06916691767022728;
    assertIs(sums.brier(0.95), 0.23625, 0.23625 - z * se, 0.23625 + z * se);
  }

  @Test
  void certaintyThatIsWrongHasAFiniteLoss() {
    // sklearn.metrics.log_loss([1, 0, 1], [0., 0., 1.])
    assertThat(
            sums(new int[] {1, 0, 1}, new double[] {0, 0, 1}, CalibrationBins.equalWidth(1))
                .logLoss(0.95)
                .value())
        .isCloseTo(12.014551129705717, within(1e-12));
  }

  @Test
  void calibrationErrorIsTheBinnedOne() {
    CalibrationBins bins = CalibrationBins.equalWidth(5);
    Measure error = Calibration.error(sums(Y, S, bins), bins, 0.95);
    // NumPy: i = searchsorted(linspace(0, 1, 6)[1:-1], s);
    // sum(abs(y[i == k].sum() - s[i == k].sum()) for k in range(5)) / 10
    double half = Wilson.quantile(0.95) * Math.sqrt((0.23625 - 0.205 * 0.205) / 10);
    assertIs(error, 0.205, Math.max(0, 0.205 - half), 0.205 + half);
    assertThat(error.method()).contains("5 bins of equal width", "chance makes it too high");
  }

  @Test
  void chanceErrorIsThatOfSimulatedCalibratedScores() {
    SplittableRandom random = new SplittableRandom(3);
    CalibrationBins bins = CalibrationBins.equalWidth(10);
    double[] s = random.doubles(500).toArray();
    double mean = 0;
    for (int r = 0; r < 400; r++) {
      int[] y = Arrays.stream(s).mapToInt(p -> random.nextDouble() < p ? 1 : 0).toArray();
      Measure error = Calibration.error(sums(y, s, bins), bins, 0.95);
      mean += Mover.value(error) / 400;
    }
    double expected = Mover.value(Calibration.ifCalibrated(sums(new int[500], s, bins), bins));
    assertThat(mean).isCloseTo(expected, within(0.03 * expected));
  }

  @Test
  void binsHoldTheirUpperEdgeAndTheLowestScore() {
    CalibrationBins bins = CalibrationBins.equalWidth(4);
    assertThat(Arrays.stream(new double[] {0, .25, .2500001, .5, .75, 1}).mapToInt(bins::bin))
        .containsExactly(0, 0, 1, 1, 2, 3);
    assertThat(bins.from(0)).isZero();
    assertThat(bins.to(3)).isEqualTo(1.0);
  }

  @Test
  void binsOfEqualMassEndAtQuantiles() {
    assertThat(CalibrationBins.ranks(10, 4)).containsExactly(3, 5, 8);
    CalibrationBins bins = CalibrationBins.equalMass(new double[] {.2, .35, .35, .6});
    assertThat(bins.size()).isEqualTo(4);
    assertThat(Arrays.stream(new double[] {.1, .2, .3, .35, .36, .7}).mapToInt(bins::bin))
        .containsExactly(0, 0, 1, 1, 2, 3);
  }

  @Test
  void noRowsAreUndefinedAndOneRowHasNoInterval() {
    CalibrationBins bins = CalibrationBins.equalWidth(3);
    for (Measure m :
        List.of(
            new ScoreSums(3).logLoss(0.95),
            new ScoreSums(3).brier(0.95),
            Calibration.error(new ScoreSums(3), bins, 0.95),
            Calibration.ifCalibrated(new ScoreSums(3), bins))) {
      assertThat(m.undefinedBecause()).isEqualTo("the group has no row");
    }
    Measure one = sums(new int[] {1}, new double[] {.5}, bins).brier(0.95);
    assertThat(one.value()).isEqualTo(0.25);
    assertThat(one.method()).contains("no interval: it needs two rows");
  }

  @Test
  void partsOfSortedScoresAddUpToTheWhole() {
    SplittableRandom random = new SplittableRandom(12);
    for (int r = 0; r < 100; r++) {
      int[] y = random.ints(60, 0, 2).toArray();
      double[] s = random.ints(60, 0, 20).asDoubleStream().sorted().toArray();
      int cut = 1 + random.nextInt(59);
      while (cut < 60 && s[cut] == s[cut - 1]) {
        cut++;
      }
      int positives = Arrays.stream(y).sum();
      int below = Arrays.stream(y, 0, cut).sum();
      AucScan whole = new AucScan();
      AucScan low = new AucScan();
      AucScan high = new AucScan(below, cut - below);
      AveragePrecisionScan lowPrecision = new AveragePrecisionScan(positives, 60 - positives);
      AveragePrecisionScan highPrecision =
          new AveragePrecisionScan(positives - below, 60 - cut - (positives - below));
      for (int i = 0; i < 60; i++) {
        add(whole, y[i] == 1, s[i]);
        add(i < cut ? low : high, y[i] == 1, s[i]);
        (i < cut ? lowPrecision : highPrecision).add(y[i] == 1, s[i]);
      }
      assertThat(low.result().plus(high.result())).isEqualTo(whole.result());
      assertThat(lowPrecision.result().plus(highPrecision.result())).isEqualTo(precision(y, s));
    }
  }

  private static void add(AucScan scan, boolean positive, double score) {
    if (positive) {
      scan.positive(score);
    } else {
      scan.negative(score);
    }
  }

  @Test
  void sumsOfPartsAreTheSumsOfAll() {
    CalibrationBins bins = CalibrationBins.equalWidth(5);
    ScoreSums twice = sums(Y, S, bins).plus(sums(Y, S, bins));
    assertThat(twice.rows()).isEqualTo(20);
    assertThat(twice.brier(0.95).value()).isCloseTo(0.23625, within(1e-12));
    assertThat(new ScoreSums(5).plus(twice).logLoss(0.95)).isEqualTo(twice.logLoss(0.95));
  }
}
