package org.ballast.image;

/**
 * What a file declares, checked before anything of that size is made.
 *
 * @param width in pixels, as it is stored: before it is turned
 * @param height in pixels
 */
record ImageSize(int width, int height) {
  private static final int LONGEST_SIDE = 65_535;

  /** Refuses a size that cannot be decoded, or of more than {@link ImageDecoder#MOST_PIXELS}. */
  static ImageSize checked(int width, int height) throws ImageException {
    boolean isShown = width > 0 && height > 0 && width <= LONGEST_SIDE && height <= LONGEST_SIDE;
    if (!isShown || (long) width * height > ImageDecoder.MOST_PIXELS) {
      throw new ImageException(
          "expected at most "
              + ImageDecoder.MOST_PIXELS
              + " pixels (8192 × 8192) and sides of 1 to "
              + LONGEST_SIDE
              + ", found "
              + Integer.toUnsignedString(width)
              + " × "
              + Integer.toUnsignedString(height)
              + " declared");
    }
    return new ImageSize(width, height);
  }

  /** The bytes that red, green and blue of all pixels take. */
  int bytes() {
    return 3 * width * height;
  }
}
