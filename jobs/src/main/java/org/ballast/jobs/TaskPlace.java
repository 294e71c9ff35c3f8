package org.ballast.jobs;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * Where a task runs.
 *
 * @param executor Spark's id of the executor; {@code driver} in local mode
 * @param addresses the GPU addresses that Spark gave to the task
 */
record TaskPlace(String host, String executor, List<String> addresses) {

  /** This process, outside of any task. */
  static TaskPlace here() {
    return new TaskPlace(hostName(), "driver", List.of());
  }

  /** The task that runs on this thread. */
  static TaskPlace of(TaskContext task) {
    ResourceInformation gpu = task.resourcesJMap().get("gpu");
    return new TaskPlace(
        hostName(),
        SparkEnv.get().executorId(),
        gpu == null ? List.of() : List.of(gpu.addresses()));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
