package org.ballast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a worker offers; none of it needs to be there, Spark only counts.
 *
 * @param cores its cores
 * @param memory its memory in Spark's notation
 * @param gpus its GPUs, with the addresses 0, 1, … on every worker as on real machines; may be 0
 */
record WorkerShape(int cores, String memory, int gpus) {
  /** Four cores, room for four executors and two GPUs. */
  static final WorkerShape TWO_GPUS = new WorkerShape(4, "8g", 2);

  private static final String DECOMMISSION = "spark.decommission.enabled true\n";

  /** Writes the properties file of a worker and the script that finds its GPUs. */
  Path write(Path folder) {
    try {
      Path properties = folder.resolve("worker.properties");
      return Files.writeString(
          properties, DECOMMISSION + (gpus == 0 ? "" : properties(script(folder))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String properties(Path script) {
    return """
        spark.worker.resource.gpu.amount %d
        spark.worker.resource.gpu.discoveryScript %s
        """
        .formatted(gpus, script);
  }

  private Path script(Path folder) throws IOException {
    Path script = folder.resolve("find-gpus.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo '{"name": "gpu", "addresses": [%s]}'
        """
            .formatted(addresses()));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String addresses() {
    return IntStream.range(0, gpus).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
  }
}
