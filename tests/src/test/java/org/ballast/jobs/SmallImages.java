package org.ballast.jobs;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * 160 images as {@code {domain}/{class}/<n>.jpg} or {@code .png}: dogs have bars that lie, horses
 * bars that stand; photos are coloured, sketches grey. Dogs are photos and horses sketches three
 * times in four.
 */
final class SmallImages {
  static final int FREQUENT = 60;
  static final int RARE = 20;
  private static final int WIDTH = 31;
  private static final int HEIGHT = 26;

  private SmallImages() {}

  /** Draws them all; the same bytes every time. */
  static void write(Path folder) throws IOException {
    Random random = new Random(11);
    write(folder, "photo", "dog", FREQUENT, random);
    write(folder, "sketch", "dog", RARE, random);
    write(folder, "photo", "horse", RARE, random);
    write(folder, "sketch", "horse", FREQUENT, random);
  }

  private static void write(Path folder, String domain, String kind, int rows, Random random)
      throws IOException {
    Path target = Files.createDirectories(folder.resolve(domain).resolve(kind));
    for (int i = 0; i < rows; i++) {
      String ending = i % 2 == 0 ? "jpg" : "png";
      BufferedImage image = image(kind.equals("dog"), domain.equals("photo"), random);
      if (!ImageIO.write(image, ending, target.resolve(i + "." + ending).toFile())) {
        throw new AssertionError("no writer of " + ending);
      }
    }
  }

  private static BufferedImage image(boolean lying, boolean coloured, Random random) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    int phase = random.nextInt(8);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int bar = (((lying ? y : x) + phase) / 4) % 2;
        int light = 120 * bar + random.nextInt(100);
        Color color = coloured ? new Color(light, light / 2, 40) : new Color(light, light, light);
        image.setRGB(x, y, color.getRGB());
      }
    }
    return image;
  }
}
