package org.ballast.image;

import java.nio.charset.StandardCharsets;

/** The first bytes of files, by which their formats are known. */
final class Signature {
  private Signature() {}

  /** What a file is that is neither JPEG nor PNG. */
  static String named(byte[] file) {
    if (file.length == 0) {
      return "an empty file";
    }
    if (isAt(file, 0, "RIFF") && isAt(file, 8, "WEBP")) {
      return "a WebP";
    }
    if (isAt(file, 0, "GIF8")) {
      return "a GIF";
    }
    if (isAt(file, 0, "BM")) {
      return "a BMP";
    }
    if (isAt(file, 0, "II*\0") || isAt(file, 0, "MM\0*")) {
      return "a TIFF";
    }
    return isAt(file, 4, "ftyp") ? "a HEIF, AVIF or MP4" : "another file";
  }

  /** Whether the bytes of a text, each a character of Latin 1, stand at a place. */
  static boolean isAt(byte[] file, int at, String text) {
    byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
    if (file.length < at + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (file[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
