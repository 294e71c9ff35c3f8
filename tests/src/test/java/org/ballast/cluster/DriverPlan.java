package org.ballast.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A Ballast command on its way to a cluster: the options that spark-submit would be given. */
final class DriverPlan {
  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";

  private final SparkHome home;
  private final List<String> command;
  private final Function<ChildJvm.Command, Driver> launch;
  private final Map<String, String> conf = new LinkedHashMap<>();
  private String heap = "700m";

  DriverPlan(
      SparkHome home,
      String master,
      List<String> command,
      Function<ChildJvm.Command, Driver> launch) {
    this.home = home;
    this.command = command;
    this.launch = launch;
    conf("spark.master", master);
    conf("spark.submit.deployMode", "client");
    conf("spark.driver.host", "127.0.0.1");
    conf("spark.ui.enabled", "false");
    conf("spark.sql.shuffle.partitions", "2");
    conf("spark.executor.extraClassPath", home.classPath());
    conf("spark.executor.extraJavaOptions", home.executorOptions());
    executors(1, "700m");
    coresInAll(2);
  }

  /** Any setting of Spark's; the last one wins. */
  DriverPlan conf(String key, String value) {
    conf.put(key, value);
    return this;
  }

  /** The driver's own heap. */
  DriverPlan heap(String memory) {
    heap = memory;
    return this;
  }

  /** Cores and heap of each executor. */
  DriverPlan executors(int cores, String memory) {
    conf("spark.executor.cores", Integer.toString(cores));
    return conf("spark.executor.memory", memory);
  }

  /** At most so many cores on the whole cluster. */
  DriverPlan coresInAll(int cores) {
    return conf("spark.cores.max", Integer.toString(cores));
  }

  /** One GPU for each executor, of which a task takes a share. */
  DriverPlan oneGpuEach(double ofATask) {
    conf("spark.executor.resource.gpu.amount", "1");
    return conf("spark.task.resource.gpu.amount", Double.toString(ofATask));
  }

  /** Executors come and go with the work, between two numbers. */
  DriverPlan dynamic(int least, int most) {
    conf("spark.dynamicAllocation.enabled", "true");
    conf("spark.dynamicAllocation.shuffleTracking.enabled", "true");
    conf("spark.dynamicAllocation.minExecutors", Integer.toString(least));
    return conf("spark.dynamicAllocation.maxExecutors", Integer.toString(most));
  }

  /** Starts it; the cluster ends it at the latest when it is closed. */
  Driver start() {
    List<String> arguments = new ArrayList<>();
    conf.forEach((key, value) -> arguments.addAll(List.of("--conf", key + "=" + value)));
    arguments.addAll(List.of("--class", "org.ballast.cli.Main", "spark-internal"));
    arguments.addAll(command);
    return launch.apply(
        new ChildJvm.Command(SUBMIT, home.options(heap), arguments, home.environment("127.0.0.1")));
  }
}
