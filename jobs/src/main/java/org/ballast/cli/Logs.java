package org.ballast.cli;

import static java.time.temporal.ChronoUnit.SECONDS;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Sends what Spark and other libraries log to a file beside the results, one JSON object a line;
 * under spark-submit the cluster's own logging is left alone.
 */
final class Logs {
  private static @Nullable Path file;

  private Logs() {}

  /** What tells the lines of one run from those of another: its folder and when it began. */
  static String runId(RunStore store, Instant startedAt) {
    String uri = store.uri("");
    return uri.substring(uri.lastIndexOf('/') + 1) + " " + startedAt.truncatedTo(SECONDS);
  }

  static void toFile(RunStore store, String run, boolean dryRun) {
    if (System.getProperty("spark.master") != null) {
      return;
    }
    try {
      file = place(store, dryRun);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot log into the run directory "
              + store.uri("")
              + ": expected a folder that can be read and written, found "
              + e
              + ". Mend it, or choose another --run-dir.",
          e);
    }
    System.setProperty("ballast.log", file.toString());
    System.setProperty("ballast.run", run);
    System.setProperty("log4j2.configurationFile", "ballast-log4j2.properties");
  }

  /** A dry run and a remote run directory leave their log in the temporary folder. */
  private static Path place(RunStore store, boolean dryRun) throws IOException {
    URI uri = URI.create(store.uri(""));
    if (dryRun || !"file".equals(uri.getScheme())) {
      return Files.createTempFile("ballast-", ".log");
    }
    Path folder = Path.of(uri).resolve("logs");
    Files.createDirectories(folder);
    return folder.resolve("ballast.log");
  }

  static Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  static void unexpected(Exception e) {
    LoggerFactory.getLogger(Logs.class).error("unexpected", e);
  }
}
