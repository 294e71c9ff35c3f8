package org.ballast.stats;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Association of weighted shares p_ij = W_ij / W, the first column against the joint of all others,
 * for rows that were drawn with replacement with unequal probabilities (no strata, no clusters).
 *
 * <p>A statistic f(p) has the variance n/(n−1) Σ_ij Q_ij (∂f/∂p_ij − Σ p ∂f/∂p)² / W², Q_ij = Σw²
 * of a cell (Taylor linearisation; Särndal, Swensson & Wretman 1992, § 5.5). The test is Pearson's
 * n Σ (p_ij − p_i p_j)²/(p_i p_j), divided by its mean under independence over the degrees of
 * freedom (first-order correction of Rao & Scott 1984): here n Σ_ij (Q_ij/W²) (1−p_i)(1−p_j)/(p_i
 * p_j) / ((r−1)(c−1)).
 */
final class WeightedAssociation {
  private static final String INTERVAL =
      "interval by Taylor linearisation of the weighted shares; low is 0 where the Rao-Scott test"
          + " does not reject independence";

  private final double[][] shares;
  private final double[][] squares;
  private final double[] rowShares;
  private final double[] columnShares;
  private final long rows;
  private final double level;

  /**
   * Of a table without empty lines.
   *
   * @param shares p_ij
   * @param squares Q_ij / W²
   * @param rows n
   */
  private WeightedAssociation(double[][] shares, double[][] squares, long rows, double level) {
    this.shares = shares;
    this.squares = squares;
    this.rows = rows;
    this.level = level;
    this.rowShares = new double[shares.length];
    this.columnShares = new double[shares[0].length];
    for (int i = 0; i < shares.length; i++) {
      for (int j = 0; j < columnShares.length; j++) {
        rowShares[i] += shares[i][j];
        columnShares[j] += shares[i][j];
      }
    }
  }

  /**
   * {@code phi}, {@code cramers_v} and {@code chi_squared}; undefined where fewer than two values
   * of a side have weight.
   */
  static Map<String, Measure> measures(CellWeights weights, long rows, double level) {
    double[][] sums = matrix(weights.sums(), weights);
    double[][] squares = matrix(weights.squares(), weights);
    double total = weights.total();
    int[] kept = occupied(sums);
    int[] columns = occupied(transposed(sums));
    if (kept.length < 2 || columns.length < 2) {
      return undefined("fewer than two values of a side have a weight above 0");
    }
    return new WeightedAssociation(
            scaled(sums, kept, columns, total),
            scaled(squares, kept, columns, total * total),
            rows,
            level)
        .measures();
  }

  /** Each undefined for one reason. */
  static Map<String, Measure> undefined(String because) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    for (String name : new String[] {"phi", "cramers_v", "chi_squared"}) {
      measures.put(name, Measure.undefined("weighted " + name, because));
    }
    return measures;
  }

  private static double[][] matrix(double[] cells, CellWeights weights) {
    int rows = weights.grid().axes().get(0).values().size();
    int columns = cells.length / rows;
    double[][] matrix = new double[rows][columns];
    for (int i = 0; i < cells.length; i++) {
      matrix[i / columns][i % columns] = cells[i];
    }
    return matrix;
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] turned = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < turned.length; j++) {
        turned[j][i] = matrix[i][j];
      }
    }
    return turned;
  }

  private static int[] occupied(double[][] matrix) {
    return java.util.stream.IntStream.range(0, matrix.length)
        .filter(i -> java.util.Arrays.stream(matrix[i]).sum() > 0)
        .toArray();
  }

  private static double[][] scaled(double[][] matrix, int[] rows, int[] columns, double by) {
    double[][] scaled = new double[rows.length][columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        scaled[i][j] = matrix[rows[i]][columns[j]] / by;
      }
    }
    return scaled;
  }

  private Map<String, Measure> measures() {
    double chi = rows * phiSquared();
    int freedom = (rowShares.length - 1) * (columnShares.length - 1);
    double effect = designEffect(freedom);
    double p = ChiSquared.pValue(chi / effect, freedom);
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("phi", isTwoByTwo() ? phi() : needsTwoByTwo());
    measures.put("cramers_v", cramersV(p));
    measures.put(
        "chi_squared",
        Measure.of(
                chi / effect,
                "Pearson of weighted shares / mean design effect "
                    + String.format(java.util.Locale.ROOT, "%.4g", effect)
                    + " (Rao & Scott 1984), with "
                    + freedom
                    + " degrees of freedom; a test statistic has no interval")
            .tested(p));
    return measures;
  }

  private boolean isTwoByTwo() {
    return rowShares.length == 2 && columnShares.length == 2;
  }

  private static Measure needsTwoByTwo() {
    return Measure.undefined("weighted phi", "it needs a 2 × 2 table");
  }

  /** Σ p_ij² / (p_i p_j) − 1. */
  private double phiSquared() {
    double sum = 0;
    for (int i = 0; i < rowShares.length; i++) {
      for (int j = 0; j < columnShares.length; j++) {
        double e = rowShares[i] * columnShares[j];
        sum += (shares[i][j] - e) * (shares[i][j] - e) / e;
      }
    }
    return sum;
  }

  private double designEffect(int freedom) {
    double sum = 0;
    for (int i = 0; i < rowShares.length; i++) {
      for (int j = 0; j < columnShares.length; j++) {
        double odds = (1 - rowShares[i]) * (1 - columnShares[j]) / (rowShares[i] * columnShares[j]);
        sum += squares[i][j] * odds;
      }
    }
    return rows * sum / freedom;
  }

  private Measure cramersV(double p) {
    double norm = Math.min(rowShares.length, columnShares.length) - 1;
    double value = Math.sqrt(phiSquared() / norm);
    double half = value == 0 ? 0 : error(gradient()) / (2 * value * norm);
    double z = Wilson.quantile(level);
    return Measure.of(Math.min(1, value), "sqrt of weighted phi2 / min(r-1, k-1)")
        .within(
            p < 1 - level ? Math.max(0, value - z * half) : 0, Math.min(1, value + z * half), level)
        .remark(INTERVAL);
  }

  /**
   * ∂(Σ p_ij²/(p_i p_j)) / ∂p_ab = 2 p_ab/(p_a p_b) − Σ_j p_aj²/(p_a² p_j) − Σ_i p_ib²/(p_i p_b²).
   */
  private double[][] gradient() {
    double[] byRow = new double[rowShares.length];
    double[] byColumn = new double[columnShares.length];
    for (int i = 0; i < byRow.length; i++) {
      for (int j = 0; j < byColumn.length; j++) {
        double part = shares[i][j] * shares[i][j] / (rowShares[i] * columnShares[j]);
        byRow[i] += part / rowShares[i];
        byColumn[j] += part / columnShares[j];
      }
    }
    double[][] gradient = new double[byRow.length][byColumn.length];
    for (int i = 0; i < byRow.length; i++) {
      for (int j = 0; j < byColumn.length; j++) {
        gradient[i][j] =
            2 * shares[i][j] / (rowShares[i] * columnShares[j]) - byRow[i] - byColumn[j];
      }
    }
    return gradient;
  }

  private Measure phi() {
    double root = Math.sqrt(rowShares[0] * rowShares[1] * columnShares[0] * columnShares[1]);
    double value = (shares[0][0] * shares[1][1] - shares[0][1] * shares[1][0]) / root;
    double[][] gradient = new double[2][2];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        double opposite = (i == j ? 1 : -1) * shares[1 - i][1 - j];
        gradient[i][j] = opposite / root - value / 2 * (1 / rowShares[i] + 1 / columnShares[j]);
      }
    }
    double half = Wilson.quantile(level) * error(gradient);
    return Measure.of(value, "phi of weighted shares")
        .within(Math.max(-1, value - half), Math.min(1, value + half), level)
        .remark("interval by Taylor linearisation of the weighted shares");
  }

  /** The standard error of a function of shares with this gradient. */
  private double error(double[][] gradient) {
    double mean = 0;
    for (int i = 0; i < shares.length; i++) {
      for (int j = 0; j < columnShares.length; j++) {
        mean += shares[i][j] * gradient[i][j];
      }
    }
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      for (int j = 0; j < columnShares.length; j++) {
        double centred = gradient[i][j] - mean;
        sum += squares[i][j] * centred * centred;
      }
    }
    return Math.sqrt(sum * rows / Math.max(1, rows - 1));
  }
}
