package org.ballast.stats;

import java.util.Optional;

/**
 * The mutual information I of a table's two columns and their entropies H(Y), H(A) in nats, with
 * the covariance of the three by the delta method: what every measure made of them needs.
 *
 * @param rows N
 * @param freedom (r − 1)(k − 1) over rows and columns that have a count
 * @param information I
 * @param first H(Y), of the table's rows
 * @param second H(A), of the table's columns
 * @param covariance N · covariance of I, H(Y), H(A), of shape (3, 3)
 */
record Information(
    double rows,
    int freedom,
    double information,
    double first,
    double second,
    double[][] covariance) {

  /** Of a table without empty rows and columns and at least one row. */
  static Information of(ContingencyTable t) {
    double n = t.total();
    double[] mean = new double[3];
    double[][] square = new double[3][3];
    for (int i = 0; i < t.rows(); i++) {
      double row = -Math.log(t.rowTotal(i) / n);
      for (int j = 0; j < t.columns(); j++) {
        if (t.count(i, j) > 0) {
          double pointwise = Math.log(t.count(i, j) / t.expected(i, j));
          double column = -Math.log(t.columnTotal(j) / n);
          add(t.count(i, j) / n, new double[] {pointwise, row, column}, mean, square);
        }
      }
    }
    return new Information(
        n,
        ChiSquared.degreesOfFreedom(t),
        Math.max(0, mean[0]),
        mean[1],
        mean[2],
        centred(square, mean));
  }

  private static void add(double share, double[] values, double[] mean, double[][] square) {
    for (int i = 0; i < values.length; i++) {
      mean[i] += share * values[i];
      for (int j = 0; j < values.length; j++) {
        square[i][j] += share * values[i] * values[j];
      }
    }
  }

  private static double[][] centred(double[][] square, double[] mean) {
    double[][] covariance = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        covariance[i][j] =
            i == j ? Delta.cleaned(square[i][i], mean[i]) : square[i][j] - mean[i] * mean[j];
      }
    }
    return covariance;
  }

  /** The likelihood ratio G = 2 N I. */
  double likelihoodRatio() {
    return 2 * rows * information;
  }

  /** What information is divided by, with its derivatives by I, H(Y) and H(A). */
  private record Normalizer(double value, double[] gradient) {}

  private Normalizer normalizer(String name) {
    return switch (name) {
      case "first" -> new Normalizer(first, new double[] {0, 1, 0});
      case "second" -> new Normalizer(second, new double[] {0, 0, 1});
      case "min" -> normalizer(first <= second ? "first" : "second");
      case "max" -> normalizer(first > second ? "first" : "second");
      case "mean" -> new Normalizer((first + second) / 2, new double[] {0, 0.5, 0.5});
      case "sqrt" ->
          new Normalizer(
              Math.sqrt(first * second),
              new double[] {0, Math.sqrt(second / first) / 2, Math.sqrt(first / second) / 2});
      case "joint" -> new Normalizer(first + second - information, new double[] {-1, 1, 1});
      case "none" -> new Normalizer(1, new double[3]);
      default -> throw new IllegalArgumentException("Cannot normalize by " + name);
    };
  }

  /** I in nats, as observed. */
  Measure plugIn(double level) {
    return measure(information, "none", 0, "plug-in, in nats", level);
  }

  /** I less its bias (r − 1)(k − 1) / (2N) (Miller 1955), at least 0, in nats. */
  Measure corrected(double level) {
    double value = Math.max(0, information - freedom / (2 * rows));
    return measure(value, "none", 0, "in nats, less (r-1)(k-1)/(2N), at least 0", level);
  }

  /**
   * I / a normaliser, in [0, 1] with entropies above 0.
   *
   * @param by {@code first, second, min, mean, sqrt, max, joint}
   */
  Measure normalized(String by, String method, double level) {
    double value = Math.min(1, information / normalizer(by).value());
    return measure(value, by, 0, method, level);
  }

  /**
   * (I − E) / ((H(Y) + H(A)) / 2 − E) with E the information that tables of the same margins have
   * by chance (Vinh, Epps, Bailey 2010), at most 1; below 0 for less than that.
   */
  Measure adjusted(double expected, double level) {
    double room = normalizer("mean").value() - expected;
    String method = "(I - E) / (mean entropy - E), E expected by chance with these margins";
    if (!(room > 0)) {
      return Measure.undefined(method, "chance alone reaches the mean entropy");
    }
    double value = Math.min(1, (information - expected) / room);
    return measure(value, "mean", expected, method, level);
  }

  private Measure measure(double value, String by, double chance, String method, double level) {
    double room = normalizer(by).value() - chance;
    double unit = 2 * rows * room;
    double variance = variance(value, by, room) * unit * unit;
    Optional<CountBootstrap.Interval> ends =
        Noncentrality.interval(likelihoodRatio(), freedom, variance, level)
            .map(e -> new CountBootstrap.Interval(e.low() / unit, e.high() / unit));
    boolean share = !by.equals("none");
    return Noncentrality.within(
        Measure.of(value, method), share ? ends.map(e -> e.upTo(1)) : ends, level);
  }

  /** Of (I − c) / (D − c) with c taken as constant. */
  private double variance(double value, String by, double room) {
    double[] gradient = normalizer(by).gradient();
    double[] g = new double[3];
    double scale = 0;
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      g[i] = ((i == 0 ? 1 : 0) - value * gradient[i]) / room;
      scale += g[i] * g[i] * covariance[i][i];
    }
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        sum += g[i] * g[j] * covariance[i][j];
      }
    }
    return sum > 1e-13 * scale ? sum / rows : 0;
  }
}
