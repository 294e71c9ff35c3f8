package org.ballast.spark;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A local file that is on the disk, not in a cache, once it is closed. */
final class DurableOutput extends OutputStream {
  private final Path file;
  private final FileOutputStream out;

  DurableOutput(Path file) throws IOException {
    this.file = file;
    try {
      this.out = new FileOutputStream(file.toFile());
    } catch (IOException e) {
      throw DiskSpace.orNamed(e, file.toString());
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      throw DiskSpace.orNamed(e, file.toString());
    }
  }

  @Override
  public void close() throws IOException {
    try (out) {
      if (out.getChannel().isOpen()) {
        out.getFD().sync();
      }
    } catch (IOException e) {
      throw DiskSpace.orNamed(e, file.toString());
    }
  }
}
