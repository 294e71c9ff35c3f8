package org.ballast.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.ballast.engine.Prediction;
import org.ballast.run.RunStore;

/** Predictions as Parquet {@code id, split, predicted, scores}, written without Spark. */
final class PredictionFile {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message predictions {
            required binary id (STRING);
            required binary split (STRING);
            required binary predicted (STRING);
            required group scores (MAP) {
              repeated group key_value {
                required binary key (STRING);
                required double value;
              }
            }
          }
          """);

  private PredictionFile() {}

  /** Writes the predictions of several splits, by split name. */
  static void write(RunStore store, String path, Map<String, List<Prediction>> bySplit)
      throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new StoreFile(store, path))
            .withType(SCHEMA)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build()) {
      for (Map.Entry<String, List<Prediction>> split : bySplit.entrySet()) {
        for (Prediction prediction : split.getValue()) {
          writer.write(row(split.getKey(), prediction));
        }
      }
    }
  }

  private static Group row(String split, Prediction prediction) {
    Group row = new SimpleGroup(SCHEMA);
    row.append("id", prediction.id()).append("split", split);
    row.append("predicted", prediction.predicted());
    Group scores = row.addGroup("scores");
    prediction
        .scores()
        .forEach(
            (label, score) ->
                scores.addGroup("key_value").append("key", label).append("value", score));
    return row;
  }

  /** A file of a run directory as Parquet wants to write it. */
  private record StoreFile(RunStore store, String path) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
      return new Counting(store.create(path));
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }

  /** A stream that knows how much went through it. */
  private static final class Counting extends PositionOutputStream {
    private final OutputStream out;
    private long position;

    Counting(OutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
