package org.ballast.image;

import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * JPEG and PNG files to upright red, green and blue.
 *
 * <p>Colours are as stored: profiles and gamma are not applied. Alpha is dropped, whatever colour
 * lies under it. Grey of 16 bits is cut at 255, colours of 16 bits lose their lower byte. All this
 * is what Pillow's {@code convert("RGB")} does. Then the image is turned as EXIF's orientation
 * says, as Pillow's {@code exif_transpose} and transformers' {@code load_image} do.
 */
public final class ImageDecoder {
  /** The most pixels that an image may declare, those of 8192 × 8192. */
  public static final int MOST_PIXELS = 1 << 26;

  private ImageDecoder() {}

  /**
   * Decodes a file. While it is decoded it takes up to 12 bytes of heap for each pixel.
   *
   * @throws ImageException if this is no JPEG or PNG, it declares no pixel or more than {@value
   *     #MOST_PIXELS} (nothing of that size is made), it is truncated, or it cannot be decoded
   */
  public static RgbImage decode(byte[] file) throws ImageException {
    if (JpegFile.isJpeg(file)) {
      return decoded("JPEG", () -> jpeg(JpegFile.of(file)));
    }
    if (PngFile.isPng(file)) {
      return decoded("PNG", () -> png(PngFile.of(file)));
    }
    throw new ImageException("expected a JPEG or PNG, found " + Signature.named(file));
  }

  private interface Decoding {
    RgbImage decode() throws IOException;
  }

  private static RgbImage decoded(String kind, Decoding decoding) throws ImageException {
    try {
      return decoding.decode();
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new ImageException("a broken " + kind + ": " + e.getMessage(), e);
    }
  }

  private static RgbImage jpeg(JpegFile file) throws IOException {
    BytesInput input = new BytesInput(file.plain());
    Raster raster = raster("jpeg", input, file.size());
    if (input.isExhausted()) {
      throw new ImageException("a truncated JPEG: it ends before its image does");
    }
    int width = file.size().width();
    byte[] rgb = new byte[file.size().bytes()];
    byte[] row = new byte[JpegColors.components(file.colors()) * width];
    for (int y = 0; y < file.size().height(); y++) {
      raster.getDataElements(0, y, width, 1, row);
      JpegColors.convert(file.colors(), row, rgb, 3 * width * y);
    }
    return file.orientation().apply(new RgbImage(width, file.size().height(), rgb));
  }

  private static RgbImage png(PngFile file) throws IOException {
    Raster raster = raster("png", new BytesInput(file.plain()), file.size());
    PngColors colors = new PngColors(file);
    int width = file.size().width();
    byte[] rgb = new byte[file.size().bytes()];
    int[] row = new int[raster.getNumBands() * width];
    for (int y = 0; y < file.size().height(); y++) {
      raster.getPixels(0, y, width, 1, row);
      colors.convert(row, raster.getNumBands(), rgb, 3 * width * y);
    }
    return file.orientation().apply(new RgbImage(width, file.size().height(), rgb));
  }

  /** The samples as they are stored. */
  private static Raster raster(String format, BytesInput input, ImageSize size) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    try {
      reader.setInput(input, true, true);
      Raster raster =
          reader.canReadRaster() ? reader.readRaster(0, null) : reader.read(0).getRaster();
      if (raster.getWidth() != size.width() || raster.getHeight() != size.height()) {
        throw new ImageException("declares another size than that of its image");
      }
      return raster;
    } finally {
      reader.dispose();
    }
  }
}
