package org.ballast.spark;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.ballast.config.PathPattern;
import org.ballast.image.ImageDecoder;
import org.ballast.image.ImageException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an image's file once it was looked at.
 *
 * @param file where it lies
 * @param fault why it cannot be decoded; null if it can
 * @param digest of its bytes, in hexadecimal; null if there are too many
 */
record ImageRow(InputFile file, @Nullable String fault, @Nullable String digest) {
  static final StructType SCHEMA =
      new StructType()
          .add(RawRows.UNREADABLE, DataTypes.StringType)
          .add(RawRows.UNMATCHED, DataTypes.StringType)
          .add(RawRows.NAME, DataTypes.StringType)
          .add(RawRows.URI, DataTypes.StringType)
          .add(RawRows.DIGEST, DataTypes.StringType)
          .add("path", DataTypes.StringType);

  /** The longest file that is read. */
  private static final int MOST_BYTES = 1 << 28;

  /** Reads a file and decodes it. */
  static ImageRow of(InputFile file, Configuration hadoop) throws IOException {
    if (file.bytes() > MOST_BYTES) {
      String found = file.bytes() + " bytes, where at most " + MOST_BYTES + " are read";
      return new ImageRow(file, file.name() + ": " + found, null);
    }
    byte[] bytes = FileBytes.of(file.uri(), hadoop);
    return new ImageRow(file, fault(file, bytes), digest(bytes));
  }

  private static @Nullable String fault(InputFile file, byte[] bytes) {
    try {
      ImageDecoder.decode(bytes);
      return null;
    } catch (ImageException e) {
      return file.name() + ": " + e.getMessage();
    }
  }

  /** SHA-256 in hexadecimal. */
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: this Java has no SHA-256.", e);
    }
  }

  /**
   * The row, with the named parts of its path.
   *
   * @param isMatched whether its path must match the pattern
   */
  Row named(PathPattern pattern, boolean isMatched) {
    List<String> parts = isMatched ? pattern.match(file.name()).orElse(null) : List.of();
    Object[] row = new Object[SCHEMA.size() + pattern.names().size()];
    row[0] = fault;
    row[1] =
        parts == null ? file.name() + " (its path does not match dataset.images.labels)" : null;
    row[2] = file.name();
    row[3] = file.uri();
    row[4] = digest;
    row[5] = new Path(file.uri()).toUri().getPath();
    for (int i = 0; parts != null && i < parts.size(); i++) {
      row[SCHEMA.size() + i] = parts.get(i);
    }
    return RowFactory.create(row);
  }
}
