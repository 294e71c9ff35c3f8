package org.ballast.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.ballast.config.BallastConfig;
import org.ballast.config.ConfigLoader;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.JobFolder;
import org.ballast.run.Manifest;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.Shards;
import org.ballast.spark.SharedSpark;

/** Ingests what a test wrote and keeps what was said. */
final class Ingest implements Progress {
  final List<String> said = new ArrayList<>();
  final List<String> warned = new ArrayList<>();
  final RunStore store;

  Ingest(Path runDirectory) {
    this.store = RunStores.open(runDirectory.toString(), Map.of());
  }

  ExitCode run(BallastConfig config, Existing existing) {
    return new IngestJob(context(config, false, existing)).run();
  }

  ExitCode run(String dataset) {
    return run(config(dataset), Existing.KEEP);
  }

  ExitCode dryRun(String dataset) {
    return new IngestJob(context(config(dataset), true, Existing.KEEP)).run();
  }

  static BallastConfig config(String dataset) {
    return ConfigLoader.parse("ballast.dataset {" + dataset + "}", List.of());
  }

  /** What the jobs after the ingest run with. */
  JobContext context(BallastConfig config) {
    return context(config, false, Existing.KEEP);
  }

  private JobContext context(BallastConfig config, boolean dryRun, Existing existing) {
    return new JobContext(
        config,
        store,
        SharedSpark::session,
        this,
        Map.of("ballast", "test"),
        dryRun,
        existing,
        () -> false);
  }

  Manifest manifest() {
    return new JobFolder(store, "ingest", "ingest").finished();
  }

  long count(String name) {
    return manifest().counts().getOrDefault(name, -1L);
  }

  Dataset<Row> rows() {
    return Shards.read(SharedSpark.session(), store.uri("ingest/data"));
  }

  /** One column by id. */
  Map<String, Object> byId(String column) {
    Map<String, Object> values = new TreeMap<>();
    rows().select("id", column).collectAsList().forEach(r -> values.put(r.getString(0), r.get(1)));
    return values;
  }

  /** A file of that content, left alone if it is there already: its time is part of what it is. */
  static String write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    if (!Files.exists(file) || !Files.readString(file).equals(content)) {
      Files.writeString(file, content);
    }
    return file.toString();
  }

  @Override
  public void say(String text) {
    said.add(text);
  }

  @Override
  public void status(String text) {}

  @Override
  public void warn(String text) {
    warned.add(text);
  }
}
