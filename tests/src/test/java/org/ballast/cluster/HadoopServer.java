package org.ballast.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A small HDFS and, if it is to have nodes, a small YARN, until the process ends. The working
 * directory gets what they keep; the folder {@value #CONF} appears in it when they serve, and is
 * what clients take as HADOOP_CONF_DIR.
 */
public final class HadoopServer {
  /** The folder of the clients' configuration. */
  static final String CONF = "conf";

  private static final String GPU = "yarn.io/gpu";
  private static final String TYPES = "yarn.resource-types";
  private static final List<String> FOR_CLIENTS =
      List.of(
          YarnConfiguration.RM_ADDRESS,
          YarnConfiguration.RM_SCHEDULER_ADDRESS,
          YarnConfiguration.RM_ADMIN_ADDRESS,
          YarnConfiguration.RM_WEBAPP_ADDRESS);

  private HadoopServer() {}

  /** Starts them: the number of YARN's nodes, 0 for none, and of the GPUs that each pretends. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of("").toAbsolutePath();
    Configuration hdfs = new Configuration();
    hdfs.set("dfs.replication", "1");
    // Nothing has to outlive the power of this machine.
    hdfs.set("dfs.namenode.edits.noeditlogchannelflush", "true");
    MiniDFSCluster files =
        new MiniDFSCluster.Builder(hdfs, folder.resolve("hdfs").toFile()).numDataNodes(1).build();
    files.waitActive();
    Path conf = Files.createDirectories(folder.resolve(CONF + ".tmp"));
    Configuration core = new Configuration(false);
    core.set(CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY, files.getURI().toString());
    write(core, conf.resolve("core-site.xml"));
    int nodes = Integer.parseInt(args[0]);
    if (nodes > 0) {
      startYarn(files.getURI().toString(), nodes, args[1], conf);
    }
    Files.move(conf, folder.resolve(CONF), StandardCopyOption.ATOMIC_MOVE);
    new CountDownLatch(1).await();
  }

  private static void startYarn(String files, int nodes, String gpus, Path conf)
      throws IOException {
    MiniYARNCluster yarn = new MiniYARNCluster("yarn", nodes, 1, 1);
    yarn.init(yarn(files, gpus));
    yarn.start();
    Configuration clients = new Configuration(false);
    FOR_CLIENTS.forEach(key -> clients.set(key, yarn.getConfig().get(key)));
    write(clients, conf.resolve("yarn-site.xml"));
    Configuration types = new Configuration(false);
    types.set(TYPES, GPU);
    write(types, conf.resolve("resource-types.xml"));
  }

  /** What an administrator sets for nodes with GPUs, and less memory for a container. */
  private static YarnConfiguration yarn(String files, String gpus) {
    YarnConfiguration yarn = new YarnConfiguration();
    yarn.set(CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY, files);
    yarn.set("yarn.minicluster.yarn.nodemanager.resource.memory-mb", "16384");
    yarn.set("yarn.nodemanager.resource.cpu-vcores", "16");
    yarn.set("yarn.scheduler.minimum-allocation-mb", "128");
    yarn.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    yarn.set("yarn.scheduler.capacity.root.queues", "default");
    yarn.set("yarn.scheduler.capacity.root.default.capacity", "100");
    yarn.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.5");
    yarn.set(
        "yarn.scheduler.capacity.resource-calculator",
        "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
    yarn.set(TYPES, GPU);
    yarn.set("yarn.nodemanager.resource-type." + GPU, gpus);
    return yarn;
  }

  private static void write(Configuration conf, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }
}
