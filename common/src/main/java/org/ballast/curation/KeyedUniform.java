package org.ballast.curation;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A random number for every row that depends on nothing but a seed and the row's key: the same on
 * any machine, in any order, under any partitioning.
 *
 * <p>The key's UTF-8 bytes are read as little-endian 64-bit words w₁ … w_k, the last one padded
 * with zeros, and folded by h₀ = mix(seed + γ), hᵢ = mix((hᵢ₋₁ ⊕ wᵢ) + γ), h = mix((h_k ⊕ bytes) +
 * γ), where mix and γ are the finaliser and the increment of SplitMix64 (Steele, Lea and Flood
 * 2014, with Stafford's constants). It is no cryptographic hash.
 *
 * @param seed any number; different seeds give independent numbers
 */
public record KeyedUniform(long seed) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  /** A key's place in the random order: the upper 63 bits of h, uniform in [0, 2⁶³). */
  public long priority(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    long h = mix(seed + GAMMA);
    for (int from = 0; from < bytes.length; from += Long.BYTES) {
      h = mix((h ^ word(bytes, from)) + GAMMA);
    }
    return mix((h ^ bytes.length) + GAMMA) >>> 1;
  }

  /** A key's number in [0, 1): the upper 53 bits of its priority, times 2⁻⁵³. */
  public double uniform(String key) {
    return (priority(key) >>> 10) * 0x1.0p-53;
  }

  private static long word(byte[] bytes, int from) {
    byte[] word = new byte[Long.BYTES];
    System.arraycopy(bytes, from, word, 0, Math.min(Long.BYTES, bytes.length - from));
    return ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
