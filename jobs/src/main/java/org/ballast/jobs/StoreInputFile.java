package org.ballast.jobs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.ballast.run.RunStore;

/** A small file of a run directory that a Parquet reader reads, whole in memory. */
final class StoreInputFile implements InputFile {
  private final byte[] content;

  /**
   * Reads the file.
   *
   * @throws java.io.FileNotFoundException if it is not there
   */
  StoreInputFile(RunStore store, String file) throws IOException {
    this.content = store.read(file);
  }

  @Override
  public long getLength() {
    return content.length;
  }

  @Override
  public SeekableInputStream newStream() {
    Bytes bytes = new Bytes(content);
    return new DelegatingSeekableInputStream(bytes) {
      @Override
      public long getPos() {
        return bytes.position();
      }

      @Override
      public void seek(long position) {
        bytes.seek(Math.toIntExact(position));
      }
    };
  }

  private static final class Bytes extends ByteArrayInputStream {
    Bytes(byte[] content) {
      super(content);
    }

    synchronized int position() {
      return pos;
    }

    synchronized void seek(int position) {
      pos = position;
    }
  }
}
