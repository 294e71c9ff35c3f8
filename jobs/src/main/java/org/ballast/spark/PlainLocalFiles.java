package org.ballast.spark;

import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Local files without Hadoop's checksum layer. Hadoop's own class has no name for its scheme, which
 * Iceberg asks for.
 */
public final class PlainLocalFiles extends RawLocalFileSystem {
  @Override
  public String getScheme() {
    return "file";
  }
}
