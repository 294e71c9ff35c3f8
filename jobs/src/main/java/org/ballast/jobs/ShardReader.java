package org.ballast.jobs;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;

/**
 * Reads the text columns of Parquet shards where there is no Spark session: in the executors, and
 * straight from the file system.
 */
final class ShardReader {
  private final RunStore store;
  private final List<String> columns;

  /**
   * A reader of some columns.
   *
   * @param columns string columns, in the order the rows give them
   */
  ShardReader(RunStore store, List<String> columns) {
    this.store = store;
    this.columns = List.copyOf(columns);
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
    Path path = new Path(URI.create(uri));
    Configuration conf = new Configuration();
    try {
      conf.set(ReadSupport.PARQUET_READ_SCHEMA, projection(path, conf).toString());
      try (ParquetReader<Group> reader =
          ParquetReader.builder(new GroupReadSupport(), path).withConf(conf).build()) {
        for (Group row = reader.read(); row != null; row = reader.read()) {
          rows.accept(values(row));
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot read the shard "
              + uri
              + ": expected Parquet with the columns "
              + columns
              + ", found "
              + e.getMessage()
              + ". Make it again with --replace.",
          e);
    }
  }

  /** The file's own types of the columns, whether null is allowed in them or not. */
  private MessageType projection(Path path, Configuration conf) throws IOException {
    try (ParquetFileReader file = ParquetFileReader.open(HadoopInputFile.fromPath(path, conf))) {
      MessageType schema = file.getFileMetaData().getSchema();
      return new MessageType(schema.getName(), columns.stream().map(schema::getType).toList());
    }
  }

  private List<String> values(Group row) {
    List<String> values = new ArrayList<>(columns.size());
    for (String column : columns) {
      values.add(row.getFieldRepetitionCount(column) == 0 ? "" : row.getString(column, 0));
    }
    return values;
  }
}
