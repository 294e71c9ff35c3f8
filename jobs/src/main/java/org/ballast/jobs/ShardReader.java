package org.ballast.jobs;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;

/**
 * Reads the text columns of Parquet shards where there is no Spark session: in the executors, and
 * straight from the file system.
 */
final class ShardReader {
  private final RunStore store;
  private final MessageType schema;

  /**
   * A reader of some columns.
   *
   * @param columns string columns, in the order the rows give them
   */
  ShardReader(RunStore store, List<String> columns) {
    this.store = store;
    this.schema = schema(columns);
  }

  private static MessageType schema(List<String> columns) {
    Types.MessageTypeBuilder builder = Types.buildMessage();
    for (String column : columns) {
      builder
          .optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named(column);
    }
    return builder.named("row");
  }

  /**
   * Hands every row of a folder's shards over, shard by shard; a null value is an empty text.
   *
   * @throws JobException if a shard cannot be read
   */
  void forEach(String folder, Consumer<List<String>> rows) throws IOException {
    for (String file : store.files(folder)) {
      if (file.endsWith(".parquet")) {
        read(store.uri(file), rows);
      }
    }
  }

  private void read(String uri, Consumer<List<String>> rows) {
    Configuration conf = new Configuration();
    conf.set(ReadSupport.PARQUET_READ_SCHEMA, schema.toString());
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new Path(URI.create(uri)))
            .withConf(conf)
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.accept(values(row));
      }
    } catch (IOException | RuntimeException e) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot read the shard "
              + uri
              + ": expected Parquet with the columns "
              + schema.getFields().stream().map(f -> f.getName()).toList()
              + ", found "
              + e.getMessage()
              + ". Make it again with --replace.",
          e);
    }
  }

  private List<String> values(Group row) {
    List<String> values = new ArrayList<>(schema.getFieldCount());
    for (int i = 0; i < schema.getFieldCount(); i++) {
      values.add(row.getFieldRepetitionCount(i) == 0 ? "" : row.getString(i, 0));
    }
    return values;
  }
}
