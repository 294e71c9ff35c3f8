package org.ballast.image;

/** Unsigned numbers in network byte order. */
final class BigEndian {
  private BigEndian() {}

  static int number16(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  /** A number of 32 bits, negative if it is 2³¹ or more. */
  static int number32(byte[] bytes, int at) {
    return (number16(bytes, at) << 16) | number16(bytes, at + 2);
  }
}
