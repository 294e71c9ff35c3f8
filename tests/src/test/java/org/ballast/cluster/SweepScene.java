package org.ballast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ballast.jobs.IngestJob;
import org.ballast.jobs.SmallRun;
import org.ballast.jobs.SweepJob;
import org.ballast.run.ExitCode;

/**
 * A cluster of two workers with two GPUs each, rows that were ingested once, and the prompts that
 * one undisturbed process makes of them.
 */
final class SweepScene implements AutoCloseable {
  private final Path folder;
  private final SmallRun run;
  private final List<String> settings;
  private final Path ingested;
  private final Map<String, String> prompts;
  private final StandaloneCluster cluster;

  /**
   * Ingests, trains and starts the cluster.
   *
   * @param trials the blocks under sweep.trials
   * @param settings of every sweep, as {@code key=value}
   */
  SweepScene(Path folder, String trials, String... settings) {
    this.folder = folder;
    this.settings = List.of(settings);
    this.run = new SmallRun(folder.resolve("small"), trials);
    assertThat(new IngestJob(run.context(settings)).run()).isEqualTo(ExitCode.OK);
    this.ingested = copy(run.directory(), folder.resolve("ingested"));
    assertThat(new SweepJob(run.context(settings), SweepJob.Failed.KEEP).run())
        .as(run::said)
        .isEqualTo(ExitCode.OK);
    this.prompts = new SweepFiles(run.directory()).prompts();
    this.cluster = StandaloneCluster.start(folder.resolve("cluster"));
  }

  /** By trial, what an undisturbed sweep makes. */
  Map<String, String> prompts() {
    return prompts;
  }

  StandaloneCluster cluster() {
    return cluster;
  }

  /** A run directory in which nothing but the ingest was done. */
  SweepFiles ingested(String name) {
    return ingested(folder.resolve(name));
  }

  /** The same in another place. */
  SweepFiles ingested(Path place) {
    return new SweepFiles(copy(ingested, place));
  }

  private static Path copy(Path from, Path to) {
    try {
      return Folders.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A sweep on four executors of two cores and a GPU each. Every task may have half a GPU, so that
   * only what training itself asks for keeps two trials from sharing one.
   *
   * @param more settings, and options where they begin with two dashes
   */
  DriverPlan sweep(SweepFiles files, String... more) {
    List<String> command = new ArrayList<>(List.of("sweep", "--config", run.config().toString()));
    command.addAll(List.of("--run-dir", files.directory().toString()));
    Stream.concat(settings.stream(), Arrays.stream(more))
        .forEach(s -> command.addAll(s.startsWith("--") ? List.of(s) : List.of("--set", s)));
    return cluster
        .driver(command.toArray(String[]::new))
        .executors(2, "700m")
        .coresInAll(8)
        .oneGpuEach(0.5)
        .conf("spark.decommission.enabled", "true");
  }

  @Override
  public void close() {
    cluster.close();
    assertThat(cluster.processes()).isEmpty();
  }
}
