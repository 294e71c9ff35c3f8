package org.ballast.engine;

import java.util.Arrays;

/** What a backbone is given of a row. */
public sealed interface Content {
  /** SHA-256 of it in hexadecimal; equal keys are equal contents. */
  String key();

  /** About the bytes of heap that it takes. */
  long bytes();

  /** A text. */
  record Text(String value) implements Content {
    @Override
    public String key() {
      return Digests.hex(value);
    }

    /** Java keeps Latin letters in a byte each, others in two. */
    @Override
    public long bytes() {
      return value.length();
    }

    /** The text itself. */
    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * An encoded image.
   *
   * @param file the bytes of a JPEG or PNG file; not copied
   */
  record Image(byte[] file) implements Content {
    @Override
    public String key() {
      return "image " + Digests.hex(file);
    }

    @Override
    public long bytes() {
      return file.length;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Image other && Arrays.equals(file, other.file);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(file);
    }

    /** Its key: the bytes say nothing to people. */
    @Override
    public String toString() {
      return key();
    }
  }
}
