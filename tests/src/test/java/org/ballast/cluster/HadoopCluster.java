package org.ballast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;

/** An HDFS on the loopback interface, in a process of its own that ends with this one. */
public final class HadoopCluster {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> LEAN =
      List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final Path conf;
  private final String files;

  private HadoopCluster(Path folder) {
    this.conf = folder.resolve(HadoopServer.CONF);
    ChildJvm server = serve(folder);
    Await.until("an HDFS that serves", PATIENCE, () -> Files.exists(conf), server::tail);
    Configuration core = new Configuration(false);
    core.addResource(new org.apache.hadoop.fs.Path(conf.resolve("core-site.xml").toUri()));
    this.files = core.get(CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY);
  }

  private static ChildJvm serve(Path folder) {
    List<String> options = new ArrayList<>(LEAN);
    options.addAll(SparkHome.opens());
    options.addAll(List.of("-cp", System.getProperty("java.class.path")));
    ChildJvm server =
        ChildJvm.start(
            new ChildJvm.Command(HadoopServer.class.getName(), options, List.of("0"), Map.of()),
            folder.resolve("hadoop.log"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder)));
    return server;
  }

  private static void end(ChildJvm server, Path folder) {
    server.kill();
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one that all tests of this process share. */
  public static HadoopCluster shared() {
    return Holder.SHARED;
  }

  /** A path on it, with scheme and server; it need not exist. */
  public String uri(String path) {
    return files + path;
  }

  /** The folder of its clients' configuration, for which {@code hdfs:///} is this HDFS. */
  public Path conf() {
    return conf;
  }

  private static final class Holder {
    static final HadoopCluster SHARED = start();
  }

  private static HadoopCluster start() {
    try {
      return new HadoopCluster(Files.createTempDirectory("hdfs").toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
