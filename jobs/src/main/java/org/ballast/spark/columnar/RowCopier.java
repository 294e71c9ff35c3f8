package org.ballast.spark.columnar;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.ballast.spark.columnar.ColumnLayout.NotColumnar;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one split that are taken, on an executor. */
final class RowCopier implements Closeable {
  private final CopyPlan plan;
  private final CopyTarget target;
  private final Configuration hadoop;
  private final MessageType written;
  private final CopiedRow row;
  private final long[] rows;
  private @Nullable CopyFiles files;

  /**
   * What a task has written.
   *
   * @param shard the number of the file
   * @param file the temporary name of the shard; empty: no row was taken, and there is none
   * @param index that of its index; empty likewise
   * @param rows how many of each stratum were written
   */
  record Written(int shard, String file, String index, long[] rows) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private RowCopier(CopyPlan plan, CopyTarget target, int strata, Configuration hadoop) {
    this.plan = plan;
    this.target = target;
    this.hadoop = hadoop;
    this.written = MessageTypeParser.parseMessageType(plan.schema());
    this.row = new CopiedRow(plan, written);
    this.rows = new long[strata];
  }

  /**
   * Writes them.
   *
   * @param target where to
   * @param strata how many there are
   * @throws IOException if the split cannot be read or the disk is full
   */
  static Written copy(
      CopyPlan plan, FileSplit split, CopyTarget target, int strata, Configuration hadoop)
      throws IOException {
    RowCopier copier = new RowCopier(plan, target, strata, hadoop);
    try (copier) {
      if (target.shard() == 0) {
        copier.files();
      }
      copier.copy(split);
    } catch (NotColumnar e) {
      throw new IOException("Cannot read " + split.uri() + ": " + e.getMessage(), e);
    }
    boolean any = copier.files != null;
    return new Written(
        target.shard(), any ? target.file() : "", any ? target.index() : "", copier.rows);
  }

  private CopyFiles files() throws IOException {
    if (files == null) {
      files = new CopyFiles(target, written, plan, hadoop);
    }
    return files;
  }

  private void copy(FileSplit split) throws IOException, NotColumnar {
    Path path = new Path(split.uri());
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(path, hadoop), SplitCounter.options(path, split, hadoop))) {
      KeyedReader keyed = new KeyedReader(reader.getFooter(), plan.columns(), split.filter());
      MessageType stored = stored(reader.getFooter().getFileMetaData().getSchema());
      List<ColumnDescriptor> all = new ArrayList<>(keyed.descriptors());
      all.addAll(stored.getColumns());
      reader.setRequestedSchema(all);
      String createdBy = reader.getFooter().getFileMetaData().getCreatedBy();
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        keyed.open(group);
        row.open(
            keyed,
            new ColumnReadStoreImpl(
                group, new DummyRecordConverter(stored).getRootConverter(), stored, createdBy),
            stored);
        copyRowGroup(keyed);
      }
    }
  }

  /** The columns of a file that are written as they are stored. */
  private MessageType stored(MessageType file) {
    List<Type> types = plan.stored(written).stream().map(file::getType).toList();
    return new MessageType(file.getName(), types);
  }

  private void copyRowGroup(KeyedReader keyed) throws IOException {
    while (keyed.next()) {
      KeyBlock keys = keyed.keys();
      for (int i = 0; i < keys.rows(); i++) {
        int stratum = keys.stratum(i);
        int copies =
            stratum < 0 ? 0 : plan.copies().of(stratum, keys.bytes(i), keys.from(i), keys.end(i));
        if (copies == 0) {
          row.skip();
        } else {
          row.take(i);
          rows[stratum] += copies;
          files().write(row, stratum, copies);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (files != null) {
      files.close();
    }
  }
}
