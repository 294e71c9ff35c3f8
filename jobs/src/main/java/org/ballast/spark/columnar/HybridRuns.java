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
    long last = bit + (long) (to - from) * width;
    if (last > (long) end * Byte.SIZE) {
      throw new ParquetDecodingException("found the end of a page where values were expected");
    }
    int whole = from + (int) Math.min(to - from, wholeReads());
    int mask = (int) ((1L << width) - 1);
    long next = bit;
    for (int i = from; i < whole; i++) {
      out[i] = (int) ((long) LONG.get(bytes, (int) (next >>> 3)) >>> (next & 7)) & mask;
      next += width;
    }
    for (int i = whole; i < to; i++) {
      out[i] = (int) (lastBytes((int) (next >>> 3)) >>> (next & 7)) & mask;
      next += width;
    }
    bit = next;
  }

  /** How many values can be read as part of eight bytes. */
  private long wholeReads() {
    long first = bit;
    long lastStart = (long) (bytes.length - Long.BYTES) * Byte.SIZE;
    return lastStart < first ? 0 : (lastStart - first) / width + 1;
  }

  private long lastBytes(int from) {
    long value = 0;
    for (int i = Math.min(bytes.length, from + Long.BYTES) - 1; i >= from; i--) {
      value = (value << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return value;
  }
}
