package org.ballast.engine;

import java.util.Arrays;
import org.ballast.image.RgbImage;

/**
 * Resizes images as Pillow does: the width first, then the height, each pass rounded to 8 bits.
 * (Since release 13 it goes the other way round where the height shrinks much more than the width,
 * and differs by a few of 255 there.) Only the part of the result that is wanted is computed, so
 * that a long and thin image costs no more.
 *
 * @param filter what pixels read
 * @param height of the whole result
 * @param width of the whole result
 */
record Resize(Resampling filter, int height, int width) {
  private static final int HALF = 1 << (ResizeWeights.BITS - 1);

  /** A part of the result, which lies within it. */
  record Window(int top, int left, int height, int width) {}

  /** The wanted part, row by row: height · width · 3 bytes. */
  byte[] apply(RgbImage image, Window window) {
    ResizeWeights rows =
        ResizeWeights.of(filter, image.height(), height, window.top(), window.height());
    int begin = height == image.height() ? window.top() : rows.begin();
    int end = height == image.height() ? window.top() + window.height() : rows.end();
    byte[] narrow = columns(image, begin, end, window);
    return height == image.height() ? narrow : rows(narrow, begin, rows, 3 * window.width());
  }

  /** The wanted columns of some rows. */
  private byte[] columns(RgbImage image, int begin, int end, Window window) {
    byte[] result = new byte[(end - begin) * window.width() * 3];
    ResizeWeights weights =
        ResizeWeights.of(filter, image.width(), width, window.left(), window.width());
    for (int y = begin; y < end; y++) {
      int from = 3 * y * image.width();
      int to = 3 * (y - begin) * window.width();
      if (width == image.width()) {
        System.arraycopy(image.rgb(), from + 3 * window.left(), result, to, 3 * window.width());
      } else {
        row(image.rgb(), from, weights, result, to);
      }
    }
    return result;
  }

  private static void row(byte[] from, int at, ResizeWeights weights, byte[] to, int offset) {
    for (int x = 0; x < weights.first().length; x++) {
      int[] its = weights.weights()[x];
      int red = HALF;
      int green = HALF;
      int blue = HALF;
      for (int i = 0, pixel = at + 3 * weights.first()[x]; i < its.length; i++, pixel += 3) {
        red += its[i] * (from[pixel] & 0xff);
        green += its[i] * (from[pixel + 1] & 0xff);
        blue += its[i] * (from[pixel + 2] & 0xff);
      }
      int pixel = offset + 3 * x;
      to[pixel] = clip(red);
      to[pixel + 1] = clip(green);
      to[pixel + 2] = clip(blue);
    }
  }

  private static byte[] rows(byte[] narrow, int begin, ResizeWeights weights, int stride) {
    byte[] result = new byte[weights.first().length * stride];
    int[] sums = new int[stride];
    for (int y = 0; y < weights.first().length; y++) {
      int[] its = weights.weights()[y];
      Arrays.fill(sums, HALF);
      for (int i = 0; i < its.length; i++) {
        int at = (weights.first()[y] - begin + i) * stride;
        for (int x = 0; x < stride; x++) {
          sums[x] += its[i] * (narrow[at + x] & 0xff);
        }
      }
      for (int x = 0; x < stride; x++) {
        result[y * stride + x] = clip(sums[x]);
      }
    }
    return result;
  }

  private static byte clip(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> ResizeWeights.BITS));
  }
}
