package org.ballast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Preprocesses a folder as {@code tests/peers/odd_images.py} writes it, for comparisons with other
 * tools: every image for every checkpoint, to {@code ours/CHECKPOINT/IMAGE}, bytes before
 * rescaling.
 */
public final class ImageFolder {
  private ImageFolder() {}

  /** Takes the folder. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    for (Path checkpoint : in(folder.resolve("checkpoints"))) {
      ImageProcessor processor = ImageProcessor.load(checkpoint);
      Path to = folder.resolve("ours").resolve(checkpoint.getFileName());
      Files.createDirectories(to);
      for (Path image : in(folder.resolve("images"))) {
        byte[] rgb = processor.encode(Files.readAllBytes(image)).rgb();
        Files.write(to.resolve(image.getFileName()), rgb);
      }
    }
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
