package org.ballast.spark.columnar;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;

/** A shard in the making, and the index beside it. */
final class CopyFiles implements Closeable {
  private static final MessageType INDEX =
      MessageTypeParser.parseMessageType(
          """
          message spark_schema {
            optional binary id (STRING);
            optional int32 group;
            optional binary shard (STRING);
            optional int64 row;
          }
          """);

  private final ParquetWriter<CopiedRow> shard;
  private final @Nullable ParquetWriter<CopiedRow> index;
  private int stratum;
  private long rows;
  private boolean isClosed;

  CopyFiles(CopyTarget target, MessageType schema, CopyPlan plan, Configuration hadoop)
      throws IOException {
    Builder ofShard =
        builder(
            new Path(target.folder(), target.file()),
            new Support(schema, plan.metadata(), CopiedRow::write),
            hadoop);
    for (String given : plan.given(schema)) {
      ofShard.withStatisticsEnabled(given, false);
    }
    // keys are distinct: a dictionary of them is made in vain
    this.shard = ofShard.withDictionaryEncoding(plan.columns().key(), false).build();
    this.index = target.indexFolder().isEmpty() ? null : index(target, hadoop);
  }

  private ParquetWriter<CopiedRow> index(CopyTarget target, Configuration hadoop)
      throws IOException {
    Binary name = Binary.fromString(CopyTarget.name(target.shard()));
    return builder(
            new Path(target.indexFolder(), target.index()),
            new Support(INDEX, Map.of(), (row, out) -> writeIndex(row, name, out)),
            hadoop)
        .withStatisticsEnabled(false)
        .withDictionaryEncoding("id", false)
        .withDictionaryEncoding("row", false)
        .build();
  }

  private static Builder builder(Path path, Support support, Configuration hadoop)
      throws IOException {
    return new Builder(HadoopOutputFile.fromPath(path, hadoop), support)
        .withConf(hadoop)
        .withWriterVersion(WriterVersion.PARQUET_1_0)
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .withRowGroupSize(ParquetOutputFormat.getLongBlockSize(hadoop))
        .withPageSize(ParquetOutputFormat.getPageSize(hadoop))
        .withSizeStatisticsEnabled(false);
  }

  private void writeIndex(CopiedRow row, Binary name, RecordConsumer out) {
    out.startMessage();
    row.writeKey(out, "id", 0);
    out.startField("group", 1);
    out.addInteger(stratum);
    out.endField("group", 1);
    out.startField("shard", 2);
    out.addBinary(name);
    out.endField("shard", 2);
    out.startField("row", 3);
    out.addLong(rows);
    out.endField("row", 3);
    out.endMessage();
  }

  /** Writes a row so many times. */
  void write(CopiedRow row, int ofStratum, int copies) throws IOException {
    stratum = ofStratum;
    for (int copy = 0; copy < copies; copy++) {
      row.setCopy(copy);
      shard.write(row);
      if (index != null) {
        index.write(row);
      }
      rows++;
    }
  }

  @Override
  public void close() throws IOException {
    if (!isClosed) {
      isClosed = true;
      try {
        shard.close();
      } finally {
        if (index != null) {
          index.close();
        }
      }
    }
  }

  /** How a row becomes a message. */
  private interface Message {
    void write(CopiedRow row, RecordConsumer out);
  }

  private static final class Support extends WriteSupport<CopiedRow> {
    private final MessageType schema;
    private final Map<String, String> metadata;
    private final Message message;
    private @Nullable RecordConsumer out;

    Support(MessageType schema, Map<String, String> metadata, Message message) {
      this.schema = schema;
      this.metadata = metadata;
      this.message = message;
    }

    @Override
    @SuppressWarnings("deprecation") // the only abstract form
    public WriteContext init(Configuration configuration) {
      return new WriteContext(schema, metadata);
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(CopiedRow row) {
      message.write(row, Objects.requireNonNull(out));
    }
  }

  private static final class Builder extends ParquetWriter.Builder<CopiedRow, Builder> {
    private final Support support;

    Builder(OutputFile file, Support support) {
      super(file);
      this.support = support;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // the only abstract form
    protected WriteSupport<CopiedRow> getWriteSupport(Configuration conf) {
      return support;
    }
  }
}
