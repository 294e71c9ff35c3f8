package org.ballast.image;

/**
 * A decoded image.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param rgb red, green and blue of each pixel, row by row: height · width · 3 bytes
 */
public record RgbImage(int width, int height, byte[] rgb) {
  /** Takes the array as it is. */
  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "Cannot make an image of " + width + " × " + height + " with " + rgb.length + " bytes");
    }
  }
}
