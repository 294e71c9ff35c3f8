package org.ballast.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Manifest;
import org.ballast.run.RunStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads text columns of Parquet shards, and a content and a number beside them, where there is no
 * Spark session: in the executors, and straight from the file system.
 */
final class ShardReader {
  /** Beside the shards lies an index of theirs, which is Parquet as well. */
  private static final Pattern SHARD = Pattern.compile(".*/data/[^/]+\\.parquet");

  private static final byte[] NONE = {};

  private final RunStore store;
  private final List<String> columns;
  private final Optional<String> bytes;
  private final Configuration hadoop;

  /**
   * What is read of a row.
   *
   * @param texts of the columns; a null value is an empty text
   * @param bytes of the binary column; none where there is no such column, or null in it
   */
  record Values(List<String> texts, byte[] bytes) {}

  /**
   * A reader of some columns.
   *
   * @param columns string columns, in the order the rows give them
   * @param bytes a binary column beside them
   * @param hadoop settings of the file systems
   */
  ShardReader(RunStore store, List<String> columns, Optional<String> bytes, Configuration hadoop) {
    this.store = store;
    this.columns = List.copyOf(columns);
    this.bytes = bytes;
    this.hadoop = hadoop;
  }

  /**
   * Hands over every row of the shards that a manifest names in its folder {@code data}, shard by
   * shard.
   *
   * @throws JobException if a shard is missing, has another size than the manifest says, or cannot
   *     be read
   */
  void forEach(Manifest manifest, Consumer<Values> rows) {
    forEach(manifest, List.of(), row -> rows.accept(values(row)));
  }

  /**
   * The same with a number beside them.
   *
   * @param number a column of doubles, which shards may lack: it is 1 then, and NaN for null
   * @throws JobException also if the column has another type
   */
  void forEach(Manifest manifest, String number, ObjDoubleConsumer<Values> rows) {
    forEach(manifest, List.of(number), row -> rows.accept(values(row), number(row, number)));
  }

  private void forEach(Manifest manifest, List<String> numbers, Consumer<Group> rows) {
    for (Manifest.Output output : manifest.outputs()) {
      if (SHARD.matcher(output.path()).matches()) {
        whole(output);
        read(store.uri(output.path()), numbers, rows);
      }
    }
  }

  /** A listing alone would not miss a shard that is gone. */
  private void whole(Manifest.Output shard) {
    try {
      long found = store.bytes(shard.path());
      if (found != shard.bytes()) {
        throw refused(store.uri(shard.path()), found + " bytes instead of " + shard.bytes(), null);
      }
    } catch (FileNotFoundException e) {
      throw refused(store.uri(shard.path()), "no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JobException refused(String uri, @Nullable String found, @Nullable Exception cause) {
    String message =
        "Cannot read the shard "
            + uri
            + ": expected Parquet with the columns "
            + Stream.concat(columns.stream(), bytes.stream()).toList()
            + ", found "
            + found
            + ". Put it back, or make it again with --replace.";
    return cause == null
        ? new JobException(ExitCode.DATA, message)
        : new JobException(ExitCode.DATA, message, cause);
  }

  private void read(String uri, List<String> numbers, Consumer<Group> rows) {
    Path path = new Path(URI.create(uri));
    Configuration conf = new Configuration(hadoop);
    try {
      conf.set(ReadSupport.PARQUET_READ_SCHEMA, projection(path, numbers, conf).toString());
      try (ParquetReader<Group> reader =
          ParquetReader.builder(new GroupReadSupport(), path).withConf(conf).build()) {
        for (Group row = reader.read(); row != null; row = reader.read()) {
          rows.accept(row);
        }
      }
    } catch (IOException | RuntimeException e) {
      throw refused(uri, e.getMessage(), e);
    }
  }

  /** The file's own types of the columns, whether null is allowed in them or not. */
  private MessageType projection(Path path, List<String> numbers, Configuration conf)
      throws IOException {
    try (ParquetFileReader file = ParquetFileReader.open(HadoopInputFile.fromPath(path, conf))) {
      MessageType schema = file.getFileMetaData().getSchema();
      Stream<Type> there =
          numbers.stream().filter(schema::containsField).map(name -> number(schema.getType(name)));
      Stream<Type> contents =
          Stream.concat(columns.stream().map(schema::getType), bytes.stream().map(schema::getType));
      return new MessageType(schema.getName(), Stream.concat(contents, there).toList());
    }
  }

  private static Type number(Type column) {
    boolean isSingle = column.isPrimitive() && !column.isRepetition(Type.Repetition.REPEATED);
    String type = isSingle ? column.asPrimitiveType().getPrimitiveTypeName().name() : "GROUP";
    if (!type.equals(PrimitiveTypeName.DOUBLE.name())) {
      throw new IllegalArgumentException(column.getName() + " as " + type + " instead of DOUBLE");
    }
    return column;
  }

  private static double number(Group row, String column) {
    if (!row.getType().containsField(column)) {
      return 1;
    }
    return row.getFieldRepetitionCount(column) == 0 ? Double.NaN : row.getDouble(column, 0);
  }

  private Values values(Group row) {
    List<String> texts = new ArrayList<>(columns.size());
    for (String column : columns) {
      texts.add(row.getFieldRepetitionCount(column) == 0 ? "" : row.getString(column, 0));
    }
    return new Values(texts, bytes.map(column -> bytes(row, column)).orElse(NONE));
  }

  private static byte[] bytes(Group row, String column) {
    return row.getFieldRepetitionCount(column) == 0 ? NONE : row.getBinary(column, 0).getBytes();
  }
}
