package org.ballast.engine;

import java.nio.file.Path;
import org.ballast.engine.Preprocessing.Target;
import org.ballast.image.ImageDecoder;
import org.ballast.image.ImageException;
import org.ballast.image.RgbImage;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * Encoded images to the pixels that a checkpoint expects: decoded, turned upright, resized and cut
 * as its preprocessor_config.json says. Results are those of transformers' own classes that use
 * Pillow, to the byte where Pillow resizes as {@link Resize} does. A JPEG's may differ by what
 * another decoder makes of it.
 */
final class ImageProcessor {
  private final Preprocessing said;
  private final int height;
  private final int width;

  private ImageProcessor(Preprocessing said, Target result) {
    this.said = said;
    this.height = result.height();
    this.width = result.width();
  }

  /**
   * As the checkpoint says.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if its file is missing, broken, or
   *     leaves images in sizes of their own
   */
  static ImageProcessor load(Path folder) {
    return load(folder, 0);
  }

  /**
   * With images of another size: what is cut out gets it, and the resize before changes in the same
   * ratio.
   *
   * @param imageSize of both sides; 0: as the checkpoint says
   */
  static ImageProcessor load(Path folder, int imageSize) {
    Preprocessing said = Preprocessing.load(folder);
    Target result = result(folder, said);
    return imageSize == 0
        ? new ImageProcessor(said, result)
        : new ImageProcessor(
            scaled(said, imageSize, (double) imageSize / result.height()),
            Target.square(imageSize));
  }

  private static Target result(Path folder, Preprocessing said) {
    Target result = said.crop().isGiven() ? said.crop() : said.resize();
    if (result.height() == 0) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot use the preprocessing of images in "
              + folder.resolve(Preprocessing.FILE)
              + ": expected images of one size by crop_size or a size of {height, width}, found "
              + result
              + ". Take a checkpoint whose images are of one size.");
    }
    return result;
  }

  private static Preprocessing scaled(Preprocessing said, int imageSize, double ratio) {
    Target resize = said.resize();
    Target scaled =
        new Target(
            (int) Math.round(resize.shortest() * ratio),
            (int) Math.round(resize.height() * ratio),
            (int) Math.round(resize.width() * ratio));
    boolean crops = said.crop().isGiven();
    return new Preprocessing(
        said.resample(),
        crops ? scaled : Target.square(imageSize),
        crops ? Target.square(imageSize) : Target.NONE,
        said.scale(),
        said.mean(),
        said.std());
  }

  /** Of every result, in pixels. */
  int height() {
    return height;
  }

  /** Of every result, in pixels. */
  int width() {
    return width;
  }

  /** What becomes of the pixels then. */
  Normalisation normalisation() {
    return new Normalisation(said.scale(), said.mean(), said.std());
  }

  /**
   * Pixels of an image.
   *
   * @param file a JPEG or PNG
   * @throws JobException with {@link ExitCode#DATA} if it cannot be decoded
   */
  ImagePixels encode(byte[] file) {
    try {
      return fit(ImageDecoder.decode(file));
    } catch (ImageException e) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot encode an image: " + e.getMessage() + ". Ingest the images, which counts such.",
          e);
    }
  }

  private ImagePixels fit(RgbImage image) {
    Resize resize = new Resize(said.resample(), resizedHeight(image), resizedWidth(image));
    Crop rows = Crop.of(resize.height(), height);
    Crop columns = Crop.of(resize.width(), width);
    byte[] inside =
        resize.apply(
            image,
            new Resize.Window(rows.begin(), columns.begin(), rows.length(), columns.length()));
    return new ImagePixels(height, width, padded(inside, rows, columns));
  }

  private int resizedHeight(RgbImage image) {
    Target to = said.resize();
    if (to.shortest() > 0) {
      return edge(to.shortest(), image.height(), image.width());
    }
    return to.isGiven() ? to.height() : image.height();
  }

  private int resizedWidth(RgbImage image) {
    Target to = said.resize();
    if (to.shortest() > 0) {
      return edge(to.shortest(), image.width(), image.height());
    }
    return to.isGiven() ? to.width() : image.width();
  }

  /** The shortest edge gets its size, the other one as much as keeps the shape, rounded down. */
  private static int edge(int shortest, int its, int other) {
    return its <= other ? shortest : (int) ((double) ((long) shortest * its) / other);
  }

  /** Around an image that is too small there is black. */
  private byte[] padded(byte[] inside, Crop rows, Crop columns) {
    if (rows.length() == height && columns.length() == width) {
      return inside;
    }
    byte[] rgb = new byte[3 * height * width];
    int stride = 3 * columns.length();
    for (int y = 0; y < rows.length(); y++) {
      int to = 3 * ((rows.offset() + y) * width + columns.offset());
      System.arraycopy(inside, y * stride, rgb, to, stride);
    }
    return rgb;
  }

  /**
   * What the middle of an edge takes of it.
   *
   * @param begin the first pixel that is taken
   * @param length how many are
   * @param offset where the first one goes
   */
  private record Crop(int begin, int length, int offset) {
    /** As transformers centres: to the left where an image is cut, to the right where padded. */
    static Crop of(int there, int wanted) {
      return there >= wanted
          ? new Crop((there - wanted) / 2, wanted, 0)
          : new Crop(0, there, (wanted - there + 1) / 2);
    }
  }
}
