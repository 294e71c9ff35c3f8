package org.ballast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A folder that Spark takes for its installation. It holds no jars: every process, executors
 * included, is given the test's own class path.
 */
final class SparkHome {
  private final Path folder;
  private final SparkClasses classes = SparkClasses.ready();

  SparkHome(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder.resolve("jars"));
      Files.createDirectories(folder.resolve("conf"));
      Files.writeString(folder.resolve("RELEASE"), "Spark from Maven's jars\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String classPath() {
    return classes.classPath();
  }

  /** The whole of a JVM's options. */
  List<String> options(String heap) {
    List<String> options = new ArrayList<>(classes.options());
    options.add("-Xmx" + heap);
    options.addAll(opens());
    options.addAll(List.of("-cp", classPath()));
    return options;
  }

  /** What Spark itself does not set for its executors. */
  String executorOptions() {
    return String.join(" ", classes.options());
  }

  static List<String> opens() {
    return List.of(JavaModuleOptions.defaultModuleOptionArray());
  }

  /** What a process of the cluster at an address finds in its environment. */
  Map<String, String> environment(String address) {
    return Map.of(
        "SPARK_HOME",
        folder.toString(),
        "SPARK_CONF_DIR",
        folder.resolve("conf").toString(),
        "SPARK_SCALA_VERSION",
        "2.13",
        "SPARK_LOCAL_IP",
        address,
        "DJL_OFFLINE",
        "true",
        "OPT_OUT_TRACKING",
        "true");
  }
}
