package org.ballast.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How an image must be turned to stand upright: EXIF's tag Orientation (Exif 2.32, 4.6.4).
 *
 * @param code 1 to 8; 1 turns nothing
 */
record Orientation(int code) {
  static final Orientation UPRIGHT = new Orientation(1);

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;

  /**
   * Reads it out of EXIF data.
   *
   * @param tiff begins with the byte order; broken data is as if there were none
   */
  static Orientation of(byte[] tiff) {
    if (tiff.length < 8) {
      return UPRIGHT;
    }
    ByteBuffer data = ByteBuffer.wrap(tiff);
    data.order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int folder = data.getInt(4);
    if (folder < 8 || folder > tiff.length - 2) {
      return UPRIGHT;
    }
    int entries = data.getShort(folder) & 0xffff;
    for (int i = 0, at = folder + 2; i < entries && at <= tiff.length - ENTRY; i++, at += ENTRY) {
      if ((data.getShort(at) & 0xffff) == TAG && data.getShort(at + 2) == SHORT) {
        int code = data.getShort(at + 8);
        return code >= 1 && code <= 8 ? new Orientation(code) : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** The image as it should be seen; the same one if it stands upright. */
  RgbImage apply(RgbImage image) {
    if (code == 1) {
      return image;
    }
    int width = isOnItsSide() ? image.height() : image.width();
    int height = isOnItsSide() ? image.width() : image.height();
    byte[] rgb = new byte[image.rgb().length];
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to += 3) {
        int from = 3 * (row(image, x, y) * image.width() + column(image, x, y));
        rgb[to] = image.rgb()[from];
        rgb[to + 1] = image.rgb()[from + 1];
        rgb[to + 2] = image.rgb()[from + 2];
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /** Whether rows become columns. */
  private boolean isOnItsSide() {
    return code >= 5;
  }

  /** The stored row that a seen pixel is in. */
  private int row(RgbImage image, int x, int y) {
    int last = image.height() - 1;
    return switch (code) {
      case 3, 4 -> last - y;
      case 5, 8 -> x;
      case 6, 7 -> last - x;
      default -> y;
    };
  }

  /** The stored column that a seen pixel is in. */
  private int column(RgbImage image, int x, int y) {
    int last = image.width() - 1;
    return switch (code) {
      case 2, 3 -> last - x;
      case 5, 6 -> y;
      case 7, 8 -> last - y;
      default -> x;
    };
  }
}
