package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against what transformers 5.24 with Pillow makes of odd images, to the byte. All of these files
 * are written by {@code tests/peers/odd_images.py tests/src/test/resources/images}.
 */
final class ImageProcessorTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("ballast.root"), "tests/src/test/resources/images");

  @TempDir Path folder;

  private record Golden(String image, String checkpoint, ImagePixels pixels) {
    static Golden of(String line) {
      String[] fields = line.split("\t", -1);
      return new Golden(
          fields[0],
          fields[1],
          new ImagePixels(
              Integer.parseInt(fields[2]),
              Integer.parseInt(fields[3]),
              HexFormat.of().parseHex(fields[4])));
    }
  }

  private static List<Golden> golden() throws IOException {
    return Files.readAllLines(FOLDER.resolve("pixels.tsv")).stream().map(Golden::of).toList();
  }

  private static ImagePixels encoded(Golden golden) throws IOException {
    return ImageProcessor.load(FOLDER.resolve("checkpoints").resolve(golden.checkpoint()))
        .encode(Files.readAllBytes(FOLDER.resolve("images").resolve(golden.image())));
  }

  private static int furthest(ImagePixels a, ImagePixels b) {
    int furthest = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      furthest = Math.max(furthest, Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff)));
    }
    return furthest;
  }

  @Test
  void oddImagesGiveThePixelsThatTransformersGives() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<Golden> all = golden();
    for (Golden golden : all) {
      ImagePixels found = encoded(golden);
      assertThat(found).hasToString(golden.pixels().toString());
      int furthest = furthest(found, golden.pixels());
      if (furthest > 0) {
        wrong.add(golden.image() + " for " + golden.checkpoint() + " differs by " + furthest);
      }
    }
    assertThat(all).hasSize(5 * 57);
    assertThat(wrong).isEmpty();
  }

  @Test
  void aCheckpointSaysHowPixelsAreScaled() {
    ImageProcessor deit = ImageProcessor.load(FOLDER.resolve("checkpoints/deit"));
    assertThat(deit.height()).isEqualTo(6);
    assertThat(deit.width()).isEqualTo(6);
    assertThat(deit.normalisation().scale()).isEqualTo(1 / 255f);
    assertThat(deit.normalisation().mean()).containsExactly(0.485f, 0.456f, 0.406f);
    assertThat(deit.normalisation().std()).containsExactly(0.229f, 0.224f, 0.225f);
    ImageProcessor clip = ImageProcessor.load(FOLDER.resolve("checkpoints/clip"));
    assertThat(clip.width()).isEqualTo(8);
    assertThat(clip.normalisation().mean())
        .containsExactly((float) 0.48145466, (float) 0.4578275, (float) 0.40821073);
    assertThat(clip.normalisation().std())
        .containsExactly((float) 0.26862954, (float) 0.26130258, (float) 0.27577711);
  }

  /** DINOv2: 256 and 224 become 144 and 126, so the same part of an image is seen. */
  @Test
  void anotherImageSizeScalesTheResizeBeforeTheCrop() throws IOException {
    write("BitImageProcessor", "\"size\": {\"shortest_edge\": 256}, \"crop_size\": 224");
    ImageProcessor small = ImageProcessor.load(folder, 126);
    byte[] image = Files.readAllBytes(FOLDER.resolve("images/rgb-112x75.png"));
    write("BitImageProcessor", "\"size\": {\"shortest_edge\": 144}, \"crop_size\": 126");
    assertThat(small.encode(image)).isEqualTo(ImageProcessor.load(folder).encode(image));
    assertThat(small.height()).isEqualTo(126);
  }

  @Test
  void anotherImageSizeIsTheResizeWhereNothingIsCut() throws IOException {
    write("ViTImageProcessor", "\"size\": 32");
    ImageProcessor small = ImageProcessor.load(folder, 16);
    byte[] image = Files.readAllBytes(FOLDER.resolve("images/rgb-112x75.png"));
    write("ViTImageProcessor", "\"size\": {\"height\": 16, \"width\": 16}");
    assertThat(small.encode(image)).isEqualTo(ImageProcessor.load(folder).encode(image));
  }

  @Test
  void whatIsTurnedOffIsNotDone() throws IOException {
    write(
        "CLIPImageProcessor",
        "\"do_rescale\": false, \"do_normalize\": false, \"do_center_crop\": false,"
            + " \"size\": {\"height\": 3, \"width\": 4}");
    ImageProcessor processor = ImageProcessor.load(folder);
    assertThat(processor.normalisation().scale()).isEqualTo(1);
    assertThat(processor.normalisation().mean()).containsExactly(0, 0, 0);
    assertThat(processor.normalisation().std()).containsExactly(1, 1, 1);
    assertThat(processor.width()).isEqualTo(4);
  }

  @Test
  void whatIsNotDoneHereIsRefusedByName() throws IOException {
    refused("SiglipImageProcessr", "", "SiglipImageProcessr");
    refused("VitImageProcessor", "", "Did you mean ViTImageProcessor?");
    refused("ViTImageProcessor", "\"resample\": 1", "resample to be 2 (bilinear) or 3 (bicubic)");
    refused("ViTImageProcessor", "\"do_pad\": true", "do_pad = false");
    refused("ViTImageProcessor", "\"size\": {\"longest_edge\": 9}", "longest_edge");
    refused("ViTImageProcessor", "\"size\": 0", "size to be of 1 to 4096 pixels");
    refused("ViTImageProcessor", "\"image_std\": [1, 0, 1]", "image_std to be above 0");
    refused("ViTImageProcessor", "\"image_mean\": [1, 0]", "image_mean to be three numbers");
    refused("ViTImageProcessor", "\"do_resize\": \"yes\"", "do_resize to be true or false");
    refused("BitImageProcessor", "\"do_center_crop\": false", "images of one size");
    Files.writeString(folder.resolve("preprocessor_config.json"), "{");
    assertRefused("expected JSON");
    Files.delete(folder.resolve("preprocessor_config.json"));
    assertRefused("expected a readable file, found none");
  }

  @Test
  void whatCannotBeDecodedIsRefused() {
    ImageProcessor processor = ImageProcessor.load(FOLDER.resolve("checkpoints/vit"));
    assertThatThrownBy(() -> processor.encode(new byte[0]))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("found an empty file")
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.DATA);
  }

  private void write(String type, String keys) throws IOException {
    String more = keys.isEmpty() ? "" : ", " + keys;
    Files.writeString(
        folder.resolve("preprocessor_config.json"),
        "{\"image_processor_type\": \"" + type + "\"" + more + "}");
  }

  private void refused(String type, String keys, String message) throws IOException {
    write(type, keys);
    assertRefused(message);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> ImageProcessor.load(folder))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.CONFIGURATION);
  }
}
