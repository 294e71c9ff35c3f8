package org.ballast.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
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
        ExampleParquetWriter.builder(new StoreOutputFile(store, path))
            .withConf(new PlainParquetConfiguration())
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
}
