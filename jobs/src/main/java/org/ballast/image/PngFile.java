package org.ballast.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a PNG file (W3C PNG, third edition) that decoding it takes.
 *
 * @param size which it declares
 * @param depth bits of a sample: 1, 2, 4, 8 or 16
 * @param type 0 grey, 2 colours, 3 a palette, 4 grey with alpha, 6 colours with alpha
 * @param palette red, green and blue of each entry; empty if there is none
 * @param orientation how it must be turned
 * @param plain the file with what it cannot do without
 */
record PngFile(
    ImageSize size, int depth, int type, byte[] palette, Orientation orientation, byte[] plain) {
  private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";
  private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "IDAT", "IEND");

  static boolean isPng(byte[] file) {
    return Signature.isAt(file, 0, SIGNATURE);
  }

  /**
   * Reads all chunks.
   *
   * @throws ImageException if the file ends before, a checksum is wrong, there is no header, or it
   *     declares too many pixels
   */
  static PngFile of(byte[] file) throws ImageException {
    return new Reading(file).read();
  }

  /** One reading. */
  private static final class Reading {
    private final byte[] file;
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    private @Nullable ImageSize size;
    private byte[] header = new byte[0];
    private byte[] palette = new byte[0];
    private Orientation orientation = Orientation.UPRIGHT;

    Reading(byte[] file) {
      this.file = file;
    }

    PngFile read() throws ImageException {
      plain.write(file, 0, SIGNATURE.length());
      int at = SIGNATURE.length();
      for (String name = ""; !name.equals("IEND"); ) {
        int end = end(at);
        name = name(at);
        chunk(name, at, end);
        at = end;
      }
      if (size == null) {
        throw new ImageException("a PNG without a header");
      }
      return new PngFile(size, header[8], header[9], palette, orientation, plain.toByteArray());
    }

    private int end(int at) throws ImageException {
      int length = at + 12 <= file.length ? BigEndian.number32(file, at) : -1;
      if (length < 0 || length > file.length - 12 - at) {
        throw new ImageException("a truncated PNG: it ends within a chunk or before the last one");
      }
      return at + 12 + length;
    }

    private String name(int at) {
      StringBuilder name = new StringBuilder();
      for (int i = at + 4; i < at + 8; i++) {
        name.append((char) (file[i] & 0xff));
      }
      return name.toString();
    }

    private void chunk(String name, int at, int end) throws ImageException {
      byte[] data = Arrays.copyOfRange(file, at + 8, end - 4);
      switch (name) {
        case "IHDR" -> header(data);
        case "PLTE" -> palette = data;
        case "eXIf" -> orientation = Orientation.of(data);
        default -> {
          // Pixels are left to the decoder, the rest is not looked at.
        }
      }
      if (NEEDED.contains(name)) {
        requireChecksum(name, at, end);
        plain.write(file, at, end - at);
      }
    }

    private void header(byte[] data) throws ImageException {
      if (data.length != 13) {
        throw new ImageException("a broken PNG: a header of " + data.length + " bytes");
      }
      size = ImageSize.checked(BigEndian.number32(data, 0), BigEndian.number32(data, 4));
      header = data;
    }

    private void requireChecksum(String name, int at, int end) throws ImageException {
      CRC32 sum = new CRC32();
      sum.update(file, at + 4, end - 8 - at);
      if ((int) sum.getValue() != BigEndian.number32(file, end - 4)) {
        throw new ImageException("a broken PNG: the checksum of chunk " + name + " is wrong");
      }
    }
  }
}
