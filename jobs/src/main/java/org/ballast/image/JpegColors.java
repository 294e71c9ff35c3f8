package org.ballast.image;

/**
 * Components of a JPEG to red, green and blue, in the fixed point of the Independent JPEG Group's
 * library: 16 bits of fraction, halves up.
 */
final class JpegColors {
  private static final int BITS = 16;
  private static final int HALF = 1 << (BITS - 1);

  private JpegColors() {}

  /**
   * Converts a row of pixels.
   *
   * @param row components of each pixel, one after another
   * @param rgb where the row goes, from an offset on
   */
  static void convert(JpegFile.Colors colors, byte[] row, byte[] rgb, int offset) {
    int width = row.length / components(colors);
    for (int x = 0, to = offset; x < width; x++, to += 3) {
      switch (colors) {
        case GREY -> {
          rgb[to] = row[x];
          rgb[to + 1] = row[x];
          rgb[to + 2] = row[x];
        }
        case RGB -> System.arraycopy(row, 3 * x, rgb, to, 3);
        case YCC -> ycc(row, 3 * x, rgb, to);
        case CMYK -> ink(row, 4 * x, rgb, to);
        case YCCK -> {
          ycc(row, 4 * x, row, 4 * x);
          for (int i = 4 * x; i < 4 * x + 3; i++) {
            row[i] = (byte) (255 - (row[i] & 0xff));
          }
          ink(row, 4 * x, rgb, to);
        }
      }
    }
  }

  static int components(JpegFile.Colors colors) {
    return switch (colors) {
      case GREY -> 1;
      case RGB, YCC -> 3;
      case CMYK, YCCK -> 4;
    };
  }

  /** ITU-R BT.601 of full range. */
  private static void ycc(byte[] from, int at, byte[] to, int offset) {
    int y = from[at] & 0xff;
    int blue = (from[at + 1] & 0xff) - 128;
    int red = (from[at + 2] & 0xff) - 128;
    to[offset] = clip(y + ((fixed(1.402) * red + HALF) >> BITS));
    to[offset + 1] = clip(y + ((-fixed(0.34414) * blue - fixed(0.71414) * red + HALF) >> BITS));
    to[offset + 2] = clip(y + ((fixed(1.772) * blue + HALF) >> BITS));
  }

  private static int fixed(double factor) {
    return (int) (factor * (1 << BITS) + 0.5);
  }

  private static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }

  /** Cyan, magenta, yellow and black are stored inverted, as Adobe does: 255 is no ink. */
  private static void ink(byte[] from, int at, byte[] to, int offset) {
    int light = from[at + 3] & 0xff;
    for (int i = 0; i < 3; i++) {
      int ink = 255 - (from[at + i] & 0xff);
      to[offset + i] = clip(light - share(ink, light));
    }
  }

  /** a · b / 255, rounded. */
  private static int share(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
  }
}
