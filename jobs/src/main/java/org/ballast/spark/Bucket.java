package org.ballast.spark;

import java.io.Serializable;

/**
 * The rows of a stratum whose 63-bit priorities begin with the same bits.
 *
 * @param bits how many leading bits are known, a multiple of {@link #DIGIT}
 * @param prefix those bits as a number
 */
record Bucket(String stratum, int bits, long prefix) implements Serializable {
  /** Bits that one pass resolves: 1024 counts per bucket travel to the driver from each task. */
  static final int DIGIT = 10;

  private static final int PRIORITY_BITS = 63;

  static Bucket whole(String stratum) {
    return new Bucket(stratum, 0, 0);
  }

  boolean isDivisible() {
    return bits + DIGIT <= PRIORITY_BITS;
  }

  boolean holds(long priority) {
    return bits == 0 || priority >>> (PRIORITY_BITS - bits) == prefix;
  }

  int digit(long priority) {
    return (int) (priority >>> (PRIORITY_BITS - bits - DIGIT)) & ((1 << DIGIT) - 1);
  }

  Bucket child(int digit) {
    return new Bucket(stratum, bits + DIGIT, (prefix << DIGIT) | digit);
  }
}
