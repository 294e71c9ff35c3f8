package org.ballast.curation;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Shares out whole rows by the method of largest remainders (Hamilton 1792), in exact integers. */
public final class Apportionment {
  private Apportionment() {}

  /**
   * Whole numbers that add up to a total and differ from {@code total · wᵢ / Σw} by less than 1; of
   * equal remainders the first is rounded up. All 0 where the weights are.
   *
   * @throws IllegalArgumentException if there is something to share out and no weight
   */
  public static long[] of(long total, long[] weights) {
    BigInteger sum = BigInteger.valueOf(Arrays.stream(weights).sum());
    if (sum.signum() == 0) {
      if (total != 0) {
        throw new IllegalArgumentException("Cannot share out " + total + " rows among no rows.");
      }
      return new long[weights.length];
    }
    long[] shares = new long[weights.length];
    BigInteger[] remainders = new BigInteger[weights.length];
    for (int i = 0; i < weights.length; i++) {
      BigInteger[] parts =
          BigInteger.valueOf(total)
              .multiply(BigInteger.valueOf(weights[i]))
              .divideAndRemainder(sum);
      shares[i] = parts[0].longValueExact();
      remainders[i] = parts[1];
    }
    long left = total - Arrays.stream(shares).sum();
    IntStream.range(0, weights.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> remainders[i]).reversed())
        .limit(left)
        .forEach(i -> shares[i]++);
    return shares;
  }
}
