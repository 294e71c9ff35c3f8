package org.ballast.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** Numbers of 16 bits as those of 32 bits, each exactly: NaN and infinity too. */
final class HalfFloats {
  private HalfFloats() {}

  /** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. */
  static float ofF16(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float size;
    if (exponent == 0x1f) {
      size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      size = fraction * 0x1p-24f;
    } else {
      size = Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
    }
    return bits < 0 ? -size : size;
  }

  /** The upper half of a binary32. */
  static float ofBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** IEEE 754 binary16 as little-endian binary32, in memory of its own outside the heap. */
  static ByteBuffer widenF16(ByteBuffer halves) {
    return widen(halves, HalfFloats::ofF16);
  }

  /** Upper halves as little-endian binary32, in memory of its own outside the heap. */
  static ByteBuffer widenBf16(ByteBuffer halves) {
    return widen(halves, HalfFloats::ofBf16);
  }

  private interface Widening {
    float of(short bits);
  }

  private static ByteBuffer widen(ByteBuffer halves, Widening widening) {
    ShortBuffer from = halves.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    ByteBuffer wide =
        ByteBuffer.allocateDirect(Math.multiplyExact(from.limit(), Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer to = wide.asFloatBuffer();
    for (int i = 0; i < from.limit(); i++) {
      to.put(i, widening.of(from.get(i)));
    }
    return wide;
  }
}
