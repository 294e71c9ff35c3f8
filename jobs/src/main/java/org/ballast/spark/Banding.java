package org.ballast.spark;

import java.io.Serializable;

/**
 * How a signature of minimal hashes is cut: texts of similarity s share one of b bands of r hashes
 * with probability 1 − (1 − s^r)^b (Leskovec, Rajaraman & Ullman 2014, § 3.4).
 *
 * @param bands b
 * @param rows r
 */
record Banding(int bands, int rows) implements Serializable {
  private static final int HASHES = 128;
  private static final double MISSED = 1e-3;

  /** The most selective banding of 128 hashes that misses at most one in 1,000 such pairs. */
  static Banding of(double similarity) {
    Banding banding = new Banding(HASHES, 1);
    for (int rows = 2; rows <= HASHES; rows++) {
      Banding narrower = new Banding(HASHES / rows, rows);
      if (narrower.missed(similarity) <= MISSED) {
        banding = narrower;
      }
    }
    return banding;
  }

  /** The probability that two texts of some similarity share no band. */
  double missed(double similarity) {
    return Math.pow(1 - Math.pow(similarity, rows), bands);
  }
}
