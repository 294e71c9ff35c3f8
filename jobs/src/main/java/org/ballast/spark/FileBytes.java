package org.ballast.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What a whole file holds. */
final class FileBytes {
  private FileBytes() {}

  /** Reads a file of any Hadoop file system. */
  static byte[] of(String uri, Configuration hadoop) throws IOException {
    Path path = new Path(uri);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      in.transferTo(bytes);
    }
    return bytes.toByteArray();
  }
}
