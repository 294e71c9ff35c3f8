package org.ballast.jobs;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * What a training task asks for. With GPUs, one GPU and its share of the executor's cores, so that
 * tasks of other stages may use fractions and training never shares a device; without, as many
 * cores as the training has threads. A fixed set of executors takes a request for tasks alone;
 * dynamic allocation refuses that and takes one that names the executors too.
 *
 * @param conf the application's
 * @param threads of one training
 */
record TrainingProfile(SparkConf conf, int threads) {
  private static final String GPU = "spark.executor.resource.gpu.";

  /**
   * The profile; empty if what every task gets is right for training as well.
   *
   * @throws JobException if an executor has too few cores
   */
  Optional<ResourceProfile> profile() {
    int cores = conf.getInt("spark.executor.cores", 1);
    int gpus = conf.getInt(GPU + "amount", 0);
    int cpus = gpus > 0 ? Math.max(1, cores / gpus) : threads;
    if (gpus == 0 && cpus == conf.getInt("spark.task.cpus", 1)) {
      return Optional.empty();
    }
    if (cpus > cores) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot place a training: expected executors of at least train.threads = %d cores, found spark.executor.cores = %d. Raise the one or lower the other."
              .formatted(cpus, cores));
    }
    TaskResourceRequests task = new TaskResourceRequests().cpus(cpus);
    if (gpus > 0) {
      task.resource("gpu", 1);
    }
    ResourceProfileBuilder builder = new ResourceProfileBuilder().require(task);
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      builder.require(executor(cores, gpus));
    }
    return Optional.of(builder.build());
  }

  private ExecutorResourceRequests executor(int cores, int gpus) {
    ExecutorResourceRequests executor =
        new ExecutorResourceRequests().cores(cores).memory(conf.get("spark.executor.memory", "1g"));
    conf.getOption("spark.executor.memoryOverhead").foreach(executor::memoryOverhead);
    if (gpus > 0) {
      executor.resource(
          "gpu", gpus, conf.get(GPU + "discoveryScript", ""), conf.get(GPU + "vendor", ""));
    }
    return executor;
  }
}
