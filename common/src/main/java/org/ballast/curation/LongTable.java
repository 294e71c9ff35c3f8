package org.ballast.curation;

import java.util.Arrays;

/** Sums and the strength of association of a table of counts. */
final class LongTable {
  private LongTable() {}

  static long row(long[][] table, int y) {
    return Arrays.stream(table[y]).sum();
  }

  static long column(long[][] table, int a) {
    return Arrays.stream(table).mapToLong(row -> row[a]).sum();
  }

  static long total(long[][] table) {
    return Arrays.stream(table).flatMapToLong(Arrays::stream).sum();
  }

  private static double[][] doubles(long[][] table) {
    return Arrays.stream(table)
        .map(row -> Arrays.stream(row).asDoubleStream().toArray())
        .toArray(double[][]::new);
  }

  /** Row total times column total over all rows, cell by cell. */
  static double[][] expected(long[][] table) {
    return expected(doubles(table));
  }

  private static double[][] expected(double[][] table) {
    double[] rows = Arrays.stream(table).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    double all = Arrays.stream(rows).sum();
    double[] columns = new double[table[0].length];
    Arrays.setAll(columns, a -> Arrays.stream(table).mapToDouble(row -> row[a]).sum());
    double[][] expected = new double[table.length][columns.length];
    for (int y = 0; y < table.length; y++) {
      double row = rows[y];
      Arrays.setAll(expected[y], a -> row * columns[a] / all);
    }
    return expected;
  }

  /** Cramér's V = √(χ² / (N · min(r − 1, k − 1))) (Cramér 1946); NaN where a margin is empty. */
  static double cramersV(long[][] table) {
    return cramersV(doubles(table));
  }

  /** The same of weighted counts. */
  static double cramersV(double[][] table) {
    double[][] expected = expected(table);
    double chi2 = 0;
    double all = 0;
    for (int y = 0; y < table.length; y++) {
      for (int a = 0; a < table[y].length; a++) {
        double deviation = table[y][a] - expected[y][a];
        chi2 += deviation * deviation / expected[y][a];
        all += table[y][a];
      }
    }
    int least = Math.min(table.length, table[0].length) - 1;
    return Math.sqrt(chi2 / (all * least));
  }

  /** Every deviation from the expected count multiplied by a factor: e + factor · (n − e). */
  static double[][] scaled(long[][] table, double factor) {
    double[][] scaled = expected(table);
    for (int y = 0; y < table.length; y++) {
      for (int a = 0; a < table[y].length; a++) {
        scaled[y][a] += factor * (table[y][a] - scaled[y][a]);
      }
    }
    return scaled;
  }

  /** Row and column of the cell with the smallest n/e: it is empty first as deviations grow. */
  static int[] firstToRunOut(long[][] table) {
    double[][] expected = expected(table);
    int[] first = {0, 0};
    double least = Double.POSITIVE_INFINITY;
    for (int y = 0; y < table.length; y++) {
      for (int a = 0; a < table[y].length; a++) {
        double ratio = table[y][a] / expected[y][a];
        first = ratio < least ? new int[] {y, a} : first;
        least = Math.min(least, ratio);
      }
    }
    return first;
  }
}
