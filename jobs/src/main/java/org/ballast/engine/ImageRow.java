package org.ballast.engine;

/**
 * An image that an encoder reads patch by patch.
 *
 * @param positions patches, CLS and whatever else the encoder puts before them
 */
record ImageRow(ImagePixels pixels, int positions) implements Input {
  @Override
  public int length() {
    return positions;
  }

  @Override
  public int paddedLength() {
    return positions;
  }
}
