package org.ballast.cli;

import java.nio.file.Path;
import java.util.List;
import org.ballast.run.Existing;
import picocli.CommandLine.Option;

/** The options that every job has. */
final class JobOptions {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "HOCON file; `ballast describe-config` lists every key.")
  @SuppressWarnings("NullAway.Init")
  Path config;

  @Option(
      names = "--run-dir",
      required = true,
      paramLabel = "DIR",
      description =
          "Run directory, a path or a URI of any Hadoop file system; made if it is not there.")
  @SuppressWarnings("NullAway.Init")
  String runDirectory;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key; may be repeated, the last one wins.")
  List<String> overrides = List.of();

  @Option(names = "--dry-run", description = "Prints plan and cost, and does nothing.")
  boolean dryRun;

  @Option(
      names = "--replace",
      description = "Makes anew what was made from another configuration or other inputs.")
  boolean replace;

  @Option(
      names = "--steal",
      description =
          "Takes the lock of the run directory even from a process that seems to live, which then"
              + " stops.")
  boolean steal;

  Existing existing() {
    return replace ? Existing.REPLACE : Existing.KEEP;
  }
}
