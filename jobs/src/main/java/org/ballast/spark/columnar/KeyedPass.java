package org.ballast.spark.columnar;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.ballast.spark.columnar.ColumnLayout.NotColumnar;

/** Hands the keys and strata of some splits to a sink, on an executor. */
final class KeyedPass {
  private KeyedPass() {}

  /**
   * What a task found.
   *
   * @param refused why a file cannot be read here; empty if all could
   */
  record Found<S extends KeySink<S>>(S sink, String refused) implements Serializable {
    private static final long serialVersionUID = 1L;

    Found<S> plus(Found<S> other) {
      return new Found<>(sink.plus(other.sink), refused.isEmpty() ? other.refused : refused);
    }
  }

  /**
   * Reads the splits.
   *
   * @param copied the columns that a file must have in these very types, as Parquet's own text
   */
  static <S extends KeySink<S>> Found<S> read(
      KeyedColumns columns,
      String copied,
      Iterator<FileSplit> splits,
      S sink,
      Configuration hadoop) {
    while (splits.hasNext()) {
      FileSplit split = splits.next();
      try {
        read(columns, copied, split, sink, hadoop);
      } catch (NotColumnar | IOException | RuntimeException e) {
        return new Found<>(sink, e.getMessage() + " in " + split.uri());
      }
    }
    return new Found<>(sink, "");
  }

  private static void read(
      KeyedColumns columns, String copied, FileSplit split, KeySink<?> sink, Configuration hadoop)
      throws IOException, NotColumnar {
    Path path = new Path(split.uri());
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(path, hadoop), SplitCounter.options(path, split, hadoop))) {
      requireTypes(reader.getFooter(), copied);
      KeyedReader keyed = new KeyedReader(reader.getFooter(), columns, split.filter());
      reader.setRequestedSchema(keyed.descriptors());
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        keyed.open(group);
        while (keyed.next()) {
          keyed.keys().into(sink);
        }
      }
    }
  }

  private static void requireTypes(ParquetMetadata footer, String copied) throws NotColumnar {
    MessageType schema = footer.getFileMetaData().getSchema();
    for (Type expected : MessageTypeParser.parseMessageType(copied).getFields()) {
      String name = expected.getName();
      if (!schema.containsField(name) || !isSame(schema.getType(name), expected)) {
        throw new NotColumnar("column " + name + " is not stored as " + expected);
      }
    }
  }

  private static boolean isSame(Type found, Type expected) {
    return found.isPrimitive()
        && expected.isPrimitive()
        && !found.isRepetition(Type.Repetition.REPEATED)
        && isSame(found.asPrimitiveType(), expected.asPrimitiveType())
        && Objects.equals(found.getLogicalTypeAnnotation(), expected.getLogicalTypeAnnotation());
  }

  private static boolean isSame(PrimitiveType found, PrimitiveType expected) {
    return found.getPrimitiveTypeName() == expected.getPrimitiveTypeName()
        && found.getTypeLength() == expected.getTypeLength();
  }
}
