package org.ballast.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a JPEG file (ITU-T T.81) that decoding it takes.
 *
 * @param size which it declares
 * @param colors what its components are
 * @param orientation how it must be turned
 * @param plain the file without colour profiles, thumbnails and comments
 */
record JpegFile(ImageSize size, Colors colors, Orientation orientation, byte[] plain) {
  private static final String SIGNATURE = "\u00ff\u00d8\u00ff";
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int COMMENT = 0xfe;
  private static final int JFIF = 0xe0;
  private static final int EXIF = 0xe1;
  private static final int ADOBE = 0xee;

  /** What the components of a JPEG are. */
  enum Colors {
    GREY,
    RGB,
    YCC,
    CMYK,
    YCCK
  }

  static boolean isJpeg(byte[] file) {
    return Signature.isAt(file, 0, SIGNATURE);
  }

  /**
   * Reads up to the first scan.
   *
   * @throws ImageException if the file ends before, has no frame that can be decoded, or declares
   *     too many pixels
   */
  static JpegFile of(byte[] file) throws ImageException {
    return new Reading(file).read();
  }

  /** One reading. */
  private static final class Reading {
    private final byte[] file;
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    private byte @Nullable [] frame;
    private boolean jfif;
    private int adobe = -1;
    private Orientation orientation = Orientation.UPRIGHT;

    Reading(byte[] file) {
      this.file = file;
    }

    JpegFile read() throws ImageException {
      plain.write(file, 0, 2);
      int at = 2;
      while (true) {
        at = afterFill(at);
        int marker = file[at + 1] & 0xff;
        if (marker == END_OF_IMAGE) {
          throw new ImageException("a JPEG without an image");
        }
        int end = at + 2 + length(at + 2);
        if (marker == START_OF_SCAN) {
          plain.write(file, at, file.length - at);
          return done();
        }
        segment(marker, at, end);
        at = end;
      }
    }

    /** Any number of bytes 0xff may stand before a marker. */
    private int afterFill(int from) throws ImageException {
      int at = from;
      while (at + 3 < file.length && file[at] == (byte) 0xff && file[at + 1] == (byte) 0xff) {
        at++;
      }
      if (at + 3 >= file.length) {
        throw new ImageException("a truncated JPEG: it ends before its image begins");
      }
      if (file[at] != (byte) 0xff) {
        throw new ImageException("a broken JPEG: no marker at byte " + at);
      }
      return at;
    }

    private int length(int at) throws ImageException {
      int length = BigEndian.number16(file, at);
      if (length < 2 || at + length > file.length) {
        throw new ImageException("a truncated JPEG: it ends before its image begins");
      }
      return length;
    }

    private void segment(int marker, int at, int end) {
      byte[] data = Arrays.copyOfRange(file, at + 4, end);
      if (isFrame(marker)) {
        frame = data;
      } else if (marker == JFIF && Signature.isAt(data, 0, "JFIF\0")) {
        jfif = true;
      } else if (marker == EXIF && Signature.isAt(data, 0, "Exif\0")) {
        orientation =
            Orientation.of(Arrays.copyOfRange(data, Math.min(6, data.length), data.length));
      } else if (marker == ADOBE && data.length >= 12 && Signature.isAt(data, 0, "Adobe")) {
        adobe = data[11] & 0xff;
      }
      boolean isNote = (marker >= 0xe0 && marker <= 0xef) || marker == COMMENT;
      if (!isNote) {
        plain.write(file, at, end - at);
      }
    }

    /** Start of frame: 0xc0 to 0xcf but for tables of codes and of arithmetic, and an extension. */
    private static boolean isFrame(int marker) {
      return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private JpegFile done() throws ImageException {
      if (frame == null || frame.length < 6 || frame.length < 6 + 3 * frame[5]) {
        throw new ImageException("a broken JPEG: no frame before the first scan");
      }
      return new JpegFile(
          ImageSize.checked(BigEndian.number16(frame, 3), BigEndian.number16(frame, 1)),
          colors(frame),
          orientation,
          plain.toByteArray());
    }

    /** As the Independent JPEG Group's library tells them apart. */
    private Colors colors(byte[] its) throws ImageException {
      return switch (its[5]) {
        case 1 -> Colors.GREY;
        case 3 -> isRgb(its) ? Colors.RGB : Colors.YCC;
        case 4 -> adobe > 0 ? Colors.YCCK : Colors.CMYK;
        default -> throw new ImageException("a JPEG of " + its[5] + " components");
      };
    }

    private boolean isRgb(byte[] its) {
      if (jfif) {
        return false;
      }
      return adobe < 0 ? its[6] == 'R' && its[9] == 'G' && its[12] == 'B' : adobe == 0;
    }
  }
}
