package org.ballast.jobs;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;
import org.ballast.report.HistoryStep;
import org.ballast.report.HistoryStep.Validation;
import org.ballast.run.RunStore;
import org.jspecify.annotations.Nullable;

/** The steps of a trial as Parquet, without Spark: a row per step and group. */
public final class HistoryFile {
  /** The name of the file. */
  public static final String NAME = "history.parquet";

  private static final MessageType SCHEMA =
      Types.buildMessage()
          .required(INT32)
          .named("step")
          .required(BINARY)
          .as(stringType())
          .named("group")
          .optional(DOUBLE)
          .named("loss")
          .optional(DOUBLE)
          .named("alpha")
          .required(DOUBLE)
          .named("learning_rate")
          .optional(DOUBLE)
          .named("val_worst_group_accuracy")
          .optional(DOUBLE)
          .named("val_average_accuracy")
          .named("history");

  private HistoryFile() {}

  /** Writes steps. */
  public static void write(RunStore store, String path, List<HistoryStep> steps)
      throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new StoreOutputFile(store, path))
            .withConf(new PlainParquetConfiguration())
            .withType(SCHEMA)
            .build()) {
      for (HistoryStep step : steps) {
        for (String group : groups(step)) {
          writer.write(row(step, group));
        }
      }
    }
  }

  private static Set<String> groups(HistoryStep step) {
    Set<String> groups = new TreeSet<>(step.losses().keySet());
    if (step.alpha() != null) {
      groups.addAll(step.alpha().keySet());
    }
    return groups;
  }

  private static Group row(HistoryStep step, String group) {
    Group row = new SimpleGroup(SCHEMA);
    row.append("step", step.step()).append("group", group);
    put(row, "loss", step.losses().get(group));
    put(row, "alpha", step.alpha() == null ? null : step.alpha().get(group));
    row.append("learning_rate", step.learningRate());
    if (step.val() != null) {
      put(row, "val_worst_group_accuracy", step.val().worstGroupAccuracy());
      put(row, "val_average_accuracy", step.val().averageAccuracy());
    }
    return row;
  }

  private static void put(Group row, String name, @Nullable Double value) {
    if (value != null) {
      row.append(name, value);
    }
  }

  /**
   * Reads steps.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   */
  public static List<HistoryStep> read(RunStore store, String path) throws IOException {
    Map<Integer, List<Group>> rows = new TreeMap<>();
    try (ParquetReader<Group> reader = new Rows(new StoreInputFile(store, path)).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.computeIfAbsent(row.getInteger("step", 0), step -> new ArrayList<>()).add(row);
      }
    }
    return rows.values().stream().map(HistoryFile::step).toList();
  }

  private static final class Rows extends ParquetReader.Builder<Group> {
    Rows(StoreInputFile file) {
      super(file, new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  private static HistoryStep step(List<Group> rows) {
    Map<String, @Nullable Double> losses = new LinkedHashMap<>();
    Map<String, Double> alpha = new LinkedHashMap<>();
    for (Group row : rows) {
      String group = row.getString("group", 0);
      losses.put(group, number(row, "loss"));
      Double weight = number(row, "alpha");
      if (weight != null) {
        alpha.put(group, weight);
      }
    }
    Group first = rows.get(0);
    Double worst = number(first, "val_worst_group_accuracy");
    Double average = number(first, "val_average_accuracy");
    return new HistoryStep(
        first.getInteger("step", 0),
        losses,
        alpha.isEmpty() ? null : alpha,
        first.getDouble("learning_rate", 0),
        worst == null && average == null ? null : new Validation(worst, average));
  }

  private static @Nullable Double number(Group row, String column) {
    return row.getFieldRepetitionCount(column) == 0 ? null : row.getDouble(column, 0);
  }
}
