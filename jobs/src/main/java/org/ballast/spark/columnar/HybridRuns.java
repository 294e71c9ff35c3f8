package org.ballast.spark.columnar;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.io.ParquetDecodingException;

/** Small integers in Parquet's mix of repeated and bit-packed runs, taken many at a time. */
final class HybridRuns {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int GROUP = 8;

  private final byte[] bytes;
  private final int end;
  private final int width;
  private int at;
  private int left;
  private long bit;
  private boolean isPacked;
  private int repeated;

  /**
   * The runs in a part of a page.
   *
   * @param width bits of a value, 0 to 32
   */
  HybridRuns(byte[] bytes, int from, int end, int width) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
    this.width = width;
  }

  /** One bit-packed run without a header. */
  static HybridRuns packed(byte[] bytes, int from, int end, int width) {
    HybridRuns runs = new HybridRuns(bytes, from, end, width);
    runs.isPacked = true;
    runs.left = Integer.MAX_VALUE;
    runs.bit = (long) from * Byte.SIZE;
    return runs;
  }

  /** Reads the next values. */
  void read(int[] out, int n) {
    if (width == 0) {
      Arrays.fill(out, 0, n, 0);
      return;
    }
    int done = 0;
    while (done < n) {
      begin();
      int take = Math.min(left, n - done);
      if (isPacked) {
        unpack(out, done, done + take);
      } else {
        Arrays.fill(out, done, done + take, repeated);
      }
      left -= take;
      done += take;
    }
  }

  /**
   * Reads the next values and writes what a table has for each.
   *
   * @throws ArrayIndexOutOfBoundsException if the table has nothing for a value
   */
  void translate(short[] table, short[] out, int from, int n) {
    if (width == 0) {
      Arrays.fill(out, from, from + n, n == 0 ? 0 : table[0]);
      return;
    }
    int done = from;
    while (done < from + n) {
      begin();
      int take = Math.min(left, from + n - done);
      if (isPacked) {
        unpack(table, out, done, done + take);
      } else {
        Arrays.fill(out, done, done + take, table[repeated]);
      }
      left -= take;
      done += take;
    }
  }

  /** Whether the next values are all this one in a repeated run; then it goes past them. */
  boolean skips(int value, int n) {
    if (width == 0) {
      return value == 0;
    }
    if (n > 0) {
      begin();
      if (isPacked || repeated != value || left < n) {
        return false;
      }
      left -= n;
    }
    return true;
  }

  private void begin() {
    while (left == 0) {
      int header = varInt();
      isPacked = (header & 1) == 1;
      if (isPacked) {
        left = Math.multiplyExact(header >>> 1, GROUP);
        bit = (long) at * Byte.SIZE;
        at += (header >>> 1) * width;
      } else {
        left = header >>> 1;
        repeated = littleEndian();
      }
    }
  }

  private int varInt() {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      int next = octet();
      value |= (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new ParquetDecodingException("found a run header of more than 5 bytes");
  }

  private int littleEndian() {
    int value = 0;
    for (int shift = 0; shift < width; shift += Byte.SIZE) {
      value |= octet() << shift;
    }
    return value;
  }

  private int octet() {
    if (at >= end) {
      throw new ParquetDecodingException("found the end of a page where a run was expected");
    }
    return bytes[at++] & 0xff;
  }

  private void unpack(int[] out, int from, int to) {
    require(to - from);
    for (int i = from; i < to; i++) {
      out[i] = single();
    }
  }

  private void unpack(short[] table, short[] out, int from, int to) {
    require(to - from);
    int i = from;
    while (i < to && bit % Byte.SIZE != 0) {
      out[i++] = table[single()];
    }
    if (width <= Byte.SIZE) {
      i = unpackGroups(table, out, i, to);
    }
    while (i < to) {
      out[i++] = table[single()];
    }
  }

  private void require(int n) {
    if (bit + (long) n * width > (long) end * Byte.SIZE) {
      throw new ParquetDecodingException("found the end of a page where values were expected");
    }
  }

  /** Eight values of up to eight bits are one word, as long as there are bytes behind them. */
  private int unpackGroups(short[] table, short[] out, int from, int to) {
    int mask = (1 << width) - 1;
    int first = (int) (bit / Byte.SIZE);
    int groups = Math.min((to - from) / GROUP, (bytes.length - Long.BYTES - first) / width + 1);
    if (bytes.length - Long.BYTES < first) {
      return from;
    }
    int i = from;
    int at = first;
    for (int group = 0; group < groups; group++) {
      long word = (long) LONG.get(bytes, at);
      out[i] = table[(int) word & mask];
      out[i + 1] = table[(int) (word >>> width) & mask];
      out[i + 2] = table[(int) (word >>> (2 * width)) & mask];
      out[i + 3] = table[(int) (word >>> (3 * width)) & mask];
      out[i + 4] = table[(int) (word >>> (4 * width)) & mask];
      out[i + 5] = table[(int) (word >>> (5 * width)) & mask];
      out[i + 6] = table[(int) (word >>> (6 * width)) & mask];
      out[i + 7] = table[(int) (word >>> (7 * width)) & mask];
      i += GROUP;
      at += width;
    }
    bit = (long) at * Byte.SIZE;
    return i;
  }

  private int single() {
    int at = (int) (bit / Byte.SIZE);
    long word = at + Long.BYTES <= bytes.length ? (long) LONG.get(bytes, at) : lastBytes(at);
    int value = (int) (word >>> bit % Byte.SIZE) & (int) ((1L << width) - 1);
    bit += width;
    return value;
  }

  private long lastBytes(int from) {
    long value = 0;
    for (int i = bytes.length - 1; i >= from; i--) {
      value = (value << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return value;
  }
}
