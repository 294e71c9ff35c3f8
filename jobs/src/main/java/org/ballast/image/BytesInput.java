package org.ballast.image;

import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes in memory as a reader of images takes them; knows whether the reader wanted more. */
final class BytesInput extends ImageInputStreamImpl {
  private final byte[] bytes;
  private boolean exhausted;

  BytesInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether anything was read beyond the last byte. */
  boolean isExhausted() {
    return exhausted;
  }

  @Override
  public int read() {
    bitOffset = 0;
    if (streamPos >= bytes.length) {
      exhausted = true;
      return -1;
    }
    return bytes[(int) streamPos++] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    bitOffset = 0;
    if (streamPos >= bytes.length) {
      exhausted = true;
      return -1;
    }
    int read = (int) Math.min(length, bytes.length - streamPos);
    System.arraycopy(bytes, (int) streamPos, into, offset, read);
    streamPos += read;
    return read;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
