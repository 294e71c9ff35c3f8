package org.ballast.jobs;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;
import org.ballast.report.Estimate;
import org.ballast.report.FrontResult;
import org.ballast.report.FrontResult.GroupEstimate;
import org.ballast.report.FrontResult.Point;
import org.ballast.run.RunStore;
import org.jspecify.annotations.Nullable;

/** The front as a table of one row per candidate, split, measure and group. */
final class FrontParquet {
  private static final MessageType SCHEMA =
      Types.buildMessage()
          .required(BINARY)
          .as(stringType())
          .named("candidate")
          .required(BINARY)
          .as(stringType())
          .named("data")
          .required(BINARY)
          .as(stringType())
          .named("method")
          .optional(BINARY)
          .as(stringType())
          .named("control")
          .required(INT64)
          .named("trials")
          .required(BOOLEAN)
          .named("on_front")
          .required(BOOLEAN)
          .named("recommended")
          .required(INT64)
          .named("collapsed_trials")
          .required(BINARY)
          .as(stringType())
          .named("split")
          .required(BINARY)
          .as(stringType())
          .named("measure")
          .optional(BINARY)
          .as(stringType())
          .named("group")
          .required(DOUBLE)
          .named("mean")
          .optional(DOUBLE)
          .named("low")
          .optional(DOUBLE)
          .named("high")
          .named("front");

  private final FrontResult front;
  private final ParquetWriter<Group> writer;

  private FrontParquet(FrontResult front, ParquetWriter<Group> writer) {
    this.front = front;
    this.writer = writer;
  }

  /** Writes it: a few thousand rows at most, so that the driver does it alone. */
  static void write(RunStore store, String file, FrontResult front) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new StoreOutputFile(store, file))
            .withConf(new PlainParquetConfiguration())
            .withType(SCHEMA)
            .build()) {
      FrontParquet table = new FrontParquet(front, writer);
      for (Point point : front.points()) {
        table.rows(point, "val", point.values(), point.groups());
        table.rows(point, "test", point.testValues(), point.testGroups());
      }
    }
  }

  private void rows(
      Point point, String split, Map<String, Estimate> values, List<GroupEstimate> groups)
      throws IOException {
    for (Map.Entry<String, Estimate> value : values.entrySet()) {
      row(point, split, value.getKey(), null, value.getValue());
    }
    for (GroupEstimate group : groups) {
      if (group.accuracy() != null) {
        row(point, split, "accuracy", group.group().label(), group.accuracy());
      }
    }
  }

  private void row(
      Point point, String split, String measure, @Nullable String group, Estimate estimate)
      throws IOException {
    Group row = new SimpleGroup(SCHEMA);
    row.add("candidate", point.candidate());
    row.add("data", point.data());
    row.add("method", point.method());
    if (point.control() != null) {
      row.add("control", control(point.control()));
    }
    row.add("trials", (long) point.trials().size());
    row.add("on_front", point.onFront());
    row.add("recommended", point.candidate().equals(front.recommended().candidate()));
    row.add("collapsed_trials", (long) point.collapsedTrials());
    row.add("split", split);
    row.add("measure", measure);
    if (group != null) {
      row.add("group", group);
    }
    row.add("mean", estimate.mean());
    if (estimate.low() != null && estimate.high() != null) {
      row.add("low", estimate.low());
      row.add("high", estimate.high());
    }
    writer.write(row);
  }

  private static String control(Map<String, Double> control) {
    return control.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
