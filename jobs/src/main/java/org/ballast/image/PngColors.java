package org.ballast.image;

/** Samples of a PNG to red, green and blue. */
final class PngColors {
  private static final int PALETTE = 3;

  private final PngFile file;
  private final boolean grey;

  PngColors(PngFile file) {
    this.file = file;
    this.grey = file.type() == 0 || file.type() == 4;
  }

  /**
   * Converts a row of pixels.
   *
   * @param row samples of each pixel, one after another
   * @param samples of a pixel
   * @param rgb where the row goes, from an offset on
   */
  void convert(int[] row, int samples, byte[] rgb, int offset) {
    for (int from = 0, to = offset; from < row.length; from += samples, to += 3) {
      if (file.type() == PALETTE) {
        palette(row[from], rgb, to);
      } else {
        for (int i = 0; i < 3; i++) {
          rgb[to + i] = value(row[grey ? from : from + i]);
        }
      }
    }
  }

  /** An entry that is missing is black. */
  private void palette(int entry, byte[] rgb, int to) {
    if (3 * entry + 3 <= file.palette().length) {
      System.arraycopy(file.palette(), 3 * entry, rgb, to, 3);
    }
  }

  /** Grey alone is cut where it has 16 bits; it is spread out where it has fewer than 8. */
  private byte value(int sample) {
    if (file.depth() == 16) {
      return (byte) (file.type() == 0 ? Math.min(sample, 255) : sample >> 8);
    }
    return (byte) (sample * 255 / ((1 << file.depth()) - 1));
  }
}
