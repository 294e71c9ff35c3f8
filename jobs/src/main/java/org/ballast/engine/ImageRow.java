package org.ballast.engine;

/**
 * An image that an encoder reads patch by patch; it knows its hash, which is asked for at every
 * step.
 */
final class ImageRow implements Input {
  private final ImagePixels pixels;
  private final int positions;
  private final int hash;

  /**
   * A row.
   *
   * @param positions patches, CLS and whatever else the encoder puts before them
   */
  ImageRow(ImagePixels pixels, int positions) {
    this.pixels = pixels;
    this.positions = positions;
    this.hash = 31 * pixels.hashCode() + positions;
  }

  ImagePixels pixels() {
    return pixels;
  }

  @Override
  public int length() {
    return positions;
  }

  @Override
  public int paddedLength() {
    return positions;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ImageRow other
        && hash == other.hash
        && positions == other.positions
        && pixels.equals(other.pixels);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "ImageRow[" + pixels + ", " + positions + " positions]";
  }
}
