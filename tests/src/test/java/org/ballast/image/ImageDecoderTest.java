package org.ballast.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decoded, and above all what is not. Pixels are held against Pillow in the engine. */
final class ImageDecoderTest {
  private static final Path IMAGES =
      Path.of(System.getProperty("ballast.root"), "tests/src/test/resources/images/images");

  private static byte[] file(String name) throws IOException {
    return Files.readAllBytes(IMAGES.resolve(name));
  }

  private static void refused(byte[] file, String message) {
    assertThatThrownBy(() -> ImageDecoder.decode(file))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"turned-1.jpg, 45, 33", "turned-6.jpg, 33, 45", "turned-3.jpg, 45, 33"})
  void anImageStandsUpright(String name, int width, int height) throws IOException {
    RgbImage image = ImageDecoder.decode(file(name));
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
  }

  /** Turning by a code and by the one that undoes it gives what was there. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,3", "4,4", "5,5", "6,8", "7,7", "8,6"})
  void turnsAreUndone(int code, int back) throws IOException {
    RgbImage image = ImageDecoder.decode(file("rgb-17x31.png"));
    RgbImage turned = new Orientation(code).apply(image);
    assertThat(new Orientation(back).apply(turned).rgb()).isEqualTo(image.rgb());
    assertThat(Arrays.equals(turned.rgb(), image.rgb())).isEqualTo(code == 1);
  }

  /** EXIF 6: the stored first row is the seen last column. */
  @Test
  void codeSixTurnsClockwise() {
    byte[] twoByOne = {1, 2, 3, 4, 5, 6};
    RgbImage turned = new Orientation(6).apply(new RgbImage(2, 1, twoByOne));
    assertThat(turned.rgb()).containsExactly(1, 2, 3, 4, 5, 6);
    byte[] oneByTwo = {1, 2, 3, 4, 5, 6};
    assertThat(new Orientation(6).apply(new RgbImage(1, 2, oneByTwo)).rgb())
        .containsExactly(4, 5, 6, 1, 2, 3);
  }

  @Test
  void brokenExifTurnsNothing() {
    byte[] start = {'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0};
    assertThat(Orientation.of(start)).isEqualTo(new Orientation(6));
    for (int length = 0; length < start.length; length++) {
      assertThat(Orientation.of(Arrays.copyOf(start, length))).isEqualTo(Orientation.UPRIGHT);
    }
    start[4] = (byte) 0xff;
    start[7] = (byte) 0xff;
    assertThat(Orientation.of(start)).isEqualTo(Orientation.UPRIGHT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"420.jpg", "progressive.jpg", "grey.jpg", "rgb-64x48.png", "palette-4.png"})
  void everyTruncationIsRefused(String name) throws IOException {
    byte[] whole = file(name);
    assertThat(ImageDecoder.decode(whole)).isNotNull();
    int step = Math.max(1, whole.length / 40);
    for (int length = whole.length - 1; length > 8; length -= step) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ImageDecoder.decode(cut))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(ImageException.class);
    }
  }

  /** Never anything but an image or the exception. */
  @ParameterizedTest
  @ValueSource(strings = {"420.jpg", "ycck.jpg", "turned-6.jpg", "palette-1.png", "interlaced.png"})
  void brokenBytesNeverBreakTheDecoder(String name) throws IOException {
    Random random = new Random(7);
    byte[] whole = file(name);
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      byte[] broken = whole.clone();
      for (int k = 0; k < 3; k++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(ImageDecoder.decode(broken).rgb()).isNotEmpty();
      } catch (ImageException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void emptyAndForeignFilesAreNamed() {
    refused(new byte[0], "found an empty file");
    refused(ascii("RIFF....WEBPVP8 "), "found a WebP");
    refused(ascii("GIF89a"), "found a GIF");
    refused(ascii("BM6"), "found a BMP");
    refused(ascii("II*\0...."), "found a TIFF");
    refused(ascii("....ftypavif"), "found a HEIF, AVIF or MP4");
    refused(ascii("just words"), "expected a JPEG or PNG, found another file");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aBombIsRefusedByItsHeader() throws IOException {
    byte[] png = pngOfSize(100_000, 100_000);
    refused(png, "found 100000 × 100000 declared");
    refused(pngOfSize(8192, 8193), "found 8192 × 8193 declared");
    refused(pngOfSize(-1, 1), "found 4294967295 × 1 declared");
    refused(pngOfSize(0, 1), "found 0 × 1 declared");
    byte[] jpeg = file("420.jpg");
    int frame = indexOf(jpeg, 0xff, 0xc0);
    jpeg[frame + 5] = (byte) 0xff;
    jpeg[frame + 7] = (byte) 0xff;
    refused(jpeg, "pixels (8192 × 8192)");
  }

  private static int indexOf(byte[] file, int first, int second) {
    for (int i = 0; i + 1 < file.length; i++) {
      if ((file[i] & 0xff) == first && (file[i + 1] & 0xff) == second) {
        return i;
      }
    }
    throw new AssertionError("no marker");
  }

  /** A small file that declares another size, with the right checksum. */
  private static byte[] pngOfSize(int width, int height) throws IOException {
    byte[] file = file("rgb-7x7.png");
    put(file, 16, width);
    put(file, 20, height);
    CRC32 sum = new CRC32();
    sum.update(file, 12, 17);
    put(file, 29, (int) sum.getValue());
    return file;
  }

  private static void put(byte[] file, int at, int value) {
    for (int i = 0; i < 4; i++) {
      file[at + i] = (byte) (value >>> (24 - 8 * i));
    }
  }

  @Test
  void aWrongChecksumIsRefused() throws IOException {
    byte[] file = file("rgb-7x7.png");
    file[file.length - 20] ^= 1;
    refused(file, "the checksum of chunk IDAT is wrong");
  }
}
