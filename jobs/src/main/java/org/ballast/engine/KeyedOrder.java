package org.ballast.engine;

import java.nio.ByteBuffer;

/** Orders that depend on a seed and on the rows' ids, never on where the rows came from. */
final class KeyedOrder {
  private KeyedOrder() {}

  /** The first 64 bits of an id's SHA-256. */
  static long key(String id) {
    return ByteBuffer.wrap(Digests.of(id)).getLong();
  }

  /** A rank of a row among others under a seed; SplitMix64's finaliser (Steele et al. 2014). */
  static long rank(long seed, long key) {
    return mix(mix(seed + 0x9E3779B97F4A7C15L) ^ key);
  }

  /** Spreads the bits of a number. */
  static long mix(long x) {
    long z = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
