package org.ballast.spark;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * The runs of w consecutive words of a text as a set of 64-bit hashes, and what follows from it
 * (Broder 1997): |A ∩ B| / |A ∪ B|, the Jaccard similarity of two texts, and a signature of minimal
 * hashes, each of which two texts share with that probability.
 */
final class WordShingles {
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final long FNV = 0x100000001b3L;

  private WordShingles() {}

  /**
   * The sorted distinct hashes of a text's shingles: of words without regard to case, where letters
   * and digits make words. A text of fewer than w words is one shingle, one without a word none.
   */
  static long[] of(String text, int words) {
    LongStream.Builder shingles = LongStream.builder();
    Deque<String> window = new ArrayDeque<>();
    int found = 0;
    for (String word : NO_WORD.split(text.toLowerCase(Locale.ROOT))) {
      if (!word.isEmpty()) {
        window.add(word);
        if (window.size() > words) {
          window.remove();
        }
        if (window.size() == words) {
          shingles.add(hash(window));
          found++;
        }
      }
    }
    if (found == 0 && !window.isEmpty()) {
      shingles.add(hash(window));
    }
    return shingles.build().sorted().distinct().toArray();
  }

  private static long hash(Iterable<String> words) {
    long hash = 0xcbf29ce484222325L;
    for (String word : words) {
      for (int i = 0; i < word.length(); i++) {
        hash = (hash ^ word.charAt(i)) * FNV;
      }
      hash = (hash ^ ' ') * FNV;
    }
    return mix(hash);
  }

  /** The finaliser of SplitMix64 (Steele, Lea & Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }

  /** Hashes as bytes, to be stored. */
  static byte[] bytes(long[] hashes) {
    ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES * hashes.length);
    buffer.asLongBuffer().put(hashes);
    return buffer.array();
  }

  /** The hashes of {@link #bytes}. */
  static long[] longs(byte[] bytes) {
    long[] hashes = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(hashes);
    return hashes;
  }

  /** The Jaccard similarity of two sorted sets; 0 where both are empty. */
  static double jaccard(long[] a, long[] b) {
    int i = 0;
    int j = 0;
    int common = 0;
    while (i < a.length && j < b.length) {
      int order = Long.compare(a[i], b[j]);
      common += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    int union = a.length + b.length - common;
    return union == 0 ? 0 : (double) common / union;
  }

  /**
   * A hash per band of rows of the signature: two texts have a band in common where all its minimal
   * hashes are.
   */
  static long[] bands(long[] shingles, Banding banding) {
    long[] bands = new long[banding.bands()];
    IntUnaryOperator first = band -> band * banding.rows();
    Arrays.setAll(
        bands,
        band -> {
          long hash = mix(band + 1L);
          for (int row = 0; row < banding.rows(); row++) {
            hash = mix(hash ^ minimum(shingles, first.applyAsInt(band) + row));
          }
          return hash;
        });
    return bands;
  }

  private static long minimum(long[] shingles, int function) {
    long salt = mix(0x9e3779b97f4a7c15L * (function + 1));
    long minimum = Long.MAX_VALUE;
    for (long shingle : shingles) {
      minimum = Math.min(minimum, mix(shingle ^ salt));
    }
    return minimum;
  }
}
