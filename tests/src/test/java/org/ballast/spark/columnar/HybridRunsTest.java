package org.ballast.spark.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.io.ParquetDecodingException;
import org.junit.jupiter.api.Test;

/** Against what Parquet's own encoder makes. */
class HybridRunsTest {
  private static byte[] encoded(int[] values, int width) throws IOException {
    try (RunLengthBitPackingHybridEncoder encoder =
        new RunLengthBitPackingHybridEncoder(width, 64, 1 << 20, new HeapByteBufferAllocator())) {
      for (int value : values) {
        encoder.writeInt(value);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      encoder.toBytes().writeAllTo(bytes);
      return bytes.toByteArray();
    }
  }

  private static int[] values(SplittableRandom random, int n, int width) {
    int[] values = new int[n];
    int i = 0;
    while (i < n) {
      int value = width == 0 ? 0 : random.nextInt() >>> (32 - width);
      int repeats = random.nextInt(3) == 0 ? 1 + random.nextInt(60) : 1;
      for (int k = 0; k < repeats && i < n; k++) {
        values[i++] = value;
      }
    }
    return values;
  }

  private static short[] negatives(int width) {
    short[] negatives = new short[1 << width];
    for (int i = 0; i < negatives.length; i++) {
      negatives[i] = (short) -i;
    }
    return negatives;
  }

  @Test
  void readsInPiecesWhatTheEncoderWrote() throws IOException {
    SplittableRandom random = new SplittableRandom(41);
    for (int width = 0; width <= 20; width++) {
      for (int round = 0; round < 20; round++) {
        int[] values = values(random, 1 + random.nextInt(3000), width);
        byte[] bytes = encoded(values, width);
        HybridRuns runs = new HybridRuns(bytes, 0, bytes.length, width);
        int[] found = new int[values.length];
        int[] piece = new int[500];
        int done = 0;
        while (done < values.length) {
          int n = Math.min(1 + random.nextInt(500), values.length - done);
          boolean isOne = Arrays.stream(values, done, done + n).distinct().count() == 1;
          if (runs.skips(values[done], n)) {
            assertThat(isOne).isTrue();
            Arrays.fill(piece, 0, n, values[done]);
          } else if (width <= 12 && random.nextBoolean()) {
            short[] translated = new short[n + 3];
            runs.translate(negatives(width), translated, 3, n);
            Arrays.setAll(piece, i -> i < n ? -translated[i + 3] : 0);
          } else {
            runs.read(piece, n);
          }
          System.arraycopy(piece, 0, found, done, n);
          done += n;
        }
        assertThat(found).isEqualTo(values);
      }
    }
  }

  @Test
  void aPageThatEndsTooEarlyIsRefused() throws IOException {
    byte[] bytes = encoded(values(new SplittableRandom(42), 100, 7), 7);
    HybridRuns runs = new HybridRuns(bytes, 0, bytes.length / 2, 7);
    assertThatThrownBy(() -> runs.read(new int[100], 100))
        .isInstanceOf(ParquetDecodingException.class);
  }
}
