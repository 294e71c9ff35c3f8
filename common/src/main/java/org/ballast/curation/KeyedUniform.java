package org.ballast.curation;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** A key's place in the random order: the upper 63 bits of h, uniform in [0, 2⁶³). */
  public long priority(String key) {
    return priority(key.getBytes(StandardCharsets.UTF_8));
  }

  /** The same of a key's UTF-8 bytes. */
  public long priority(byte[] key) {
    return priority(key, 0, key.length);
  }

  /** The same of the part [from, end) of some bytes. */
  public long priority(byte[] bytes, int from, int end) {
    long h = mix(seed + GAMMA);
    int length = end - from;
    int whole = from + (length & -Long.BYTES);
    for (int at = from; at < whole; at += Long.BYTES) {
      h = mix((h ^ (long) WORD.get(bytes, at)) + GAMMA);
    }
    if (whole < end) {
      h = mix((h ^ rest(bytes, whole, end)) + GAMMA);
    }
    return mix((h ^ length) + GAMMA) >>> 1;
  }

  /** A key's number in [0, 1): the upper 53 bits of its priority, times 2⁻⁵³. */
  public double uniform(String key) {
    return (priority(key) >>> 10) * 0x1.0p-53;
  }

  private static long rest(byte[] bytes, int from, int end) {
    long word = 0;
    for (int i = end - 1; i >= from; i--) {
      word = (word << Byte.SIZE) | (bytes[i] & 0xFF);
    }
    return word;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
