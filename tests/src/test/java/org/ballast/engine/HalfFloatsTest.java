package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class HalfFloatsTest {
  @Test
  void everyNumberOf16BitsIsWhatItsDefinitionSays() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      double sign = (bits >> 15) == 0 ? 1 : -1;
      assertThat(HalfFloats.ofF16((short) bits))
          .as("F16 %x", bits)
          .isEqualTo(number(sign * size((bits >> 10) & 31, bits & 1023, 31, 15, 1024)));
      assertThat(HalfFloats.ofBf16((short) bits))
          .as("BF16 %x", bits)
          .isEqualTo(number(sign * size((bits >> 7) & 255, bits & 127, 255, 127, 128)));
    }
  }

  /** An object, so that NaN equals itself and 0 is not −0. */
  private static Float number(double size) {
    return (float) size;
  }

  /** 2^(e − bias) (1 + f/n), 2^(1 − bias) f/n where e is 0, infinity or NaN where it is largest. */
  private static double size(int exponent, int fraction, int largest, int bias, double n) {
    if (exponent == largest) {
      return fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? Math.pow(2, 1 - bias) * (fraction / n)
        : Math.pow(2, exponent - bias) * (1 + fraction / n);
  }

  @Test
  void buffersAreWidenedNumberByNumber() {
    ByteBuffer halves = ByteBuffer.wrap(new byte[] {0x00, 0x3c, 0x00, (byte) 0xc0, 1, 0});
    FloatBuffer f16 = HalfFloats.widenF16(halves.duplicate()).asFloatBuffer();
    assertThat(new float[] {f16.get(0), f16.get(1), f16.get(2)}).containsExactly(1, -2, 0x1p-24f);
    ByteBuffer bf16 = HalfFloats.widenBf16(halves.duplicate());
    assertThat(bf16.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(bf16.remaining()).isEqualTo(12);
    assertThat(bf16.getFloat(4)).isEqualTo(-2);
  }
}
