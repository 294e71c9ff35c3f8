package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredImagesTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add(RawRows.URI, DataTypes.StringType)
          .add("row.content", DataTypes.BinaryType);

  @TempDir Path folder;

  /** The first half of the SHA-256 of no byte. */
  private static final byte[] NOTHING = {
    (byte) 0xe3,
    (byte) 0xb0,
    (byte) 0xc4,
    0x42,
    (byte) 0x98,
    (byte) 0xfc,
    0x1c,
    0x14,
    (byte) 0x9a,
    (byte) 0xfb,
    (byte) 0xf4,
    (byte) 0xc8,
    (byte) 0x99,
    0x6f,
    (byte) 0xb9,
    0x24
  };

  private Dataset<Row> rows(Path file) {
    return SharedSpark.session()
        .createDataFrame(List.of(RowFactory.create("a", file.toString(), NOTHING)), SCHEMA);
  }

  @Test
  void bytesComeInsteadOfTheirPlace() throws IOException {
    Dataset<Row> stored = StoredImages.read(rows(Files.createFile(folder.resolve("a b.jpg"))));
    assertThat(stored.columns()).containsExactly("id", "row.content", "image");
    assertThat((byte[]) stored.first().get(2)).isEmpty();
  }

  @Test
  void aFileThatChangedMeanwhileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a.jpg"), "other");
    assertThatThrownBy(() -> StoredImages.read(rows(file)).collectAsList())
        .satisfies(
            e ->
                assertThat(SqlError.failure(e, "test"))
                    .map(JobException::getMessage)
                    .hasValueSatisfying(m -> assertThat(m).contains("it changed meanwhile")));
  }
}
