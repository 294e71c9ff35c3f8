package org.ballast.engine;

import java.util.Arrays;

/**
 * An image as a model's preprocessing leaves it, before rescaling and normalisation.
 *
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 * @param rgb red, green and blue of each pixel, row by row: height · width · 3 bytes
 */
record ImagePixels(int height, int width, byte[] rgb) {
  @Override
  public boolean equals(Object o) {
    return o instanceof ImagePixels other
        && height == other.height
        && width == other.width
        && Arrays.equals(rgb, other.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "ImagePixels[" + height + " × " + width + "]";
  }
}
