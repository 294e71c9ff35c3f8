package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.ballast.config.BallastConfig;
import org.ballast.config.ConfigLoader;

/** Public data, where the environment says that it is, with the files of conf. */
final class PublicTables {
  private PublicTables() {}

  static Path path(String name) {
    String data = System.getenv("BALLAST_TEST_DATA");
    assumeTrue(data != null, "BALLAST_TEST_DATA does not say where the public data is");
    Path path = Path.of(data, name);
    assertThat(path).exists();
    return path;
  }

  /** A configuration by its path below conf. */
  static Path conf(String name) {
    return Path.of(System.getProperty("ballast.root"), "conf", name + ".conf");
  }

  static BallastConfig config(String name, List<Path> files, String... overrides) {
    Path conf = conf("datasets/" + name);
    List<String> quoted = files.stream().map(f -> '"' + f.toString() + '"').toList();
    String paths = "dataset.paths=[" + String.join(",", quoted) + "]";
    return ConfigLoader.load(
        conf, Stream.concat(Stream.of(paths), Arrays.stream(overrides)).toList());
  }

  /** CelebA's first twenty thousand images with the split that another file gives them. */
  static Path celeba(Path folder) throws IOException {
    Path joined = folder.resolve("celeba.csv");
    try (ZipFile zip = new ZipFile(path("celeba-attr/celeba.csv.zip").toFile());
        BufferedReader rows =
            new BufferedReader(
                new InputStreamReader(
                    zip.getInputStream(zip.getEntry("celeba.csv")), StandardCharsets.UTF_8));
        BufferedReader splits =
            Files.newBufferedReader(path("celeba-attr/list_eval_partition.csv"));
        BufferedWriter out = Files.newBufferedWriter(joined)) {
      out.write(rows.readLine().replace("filename", "image_id") + "," + "partition\n");
      splits.readLine();
      for (int i = 0; i < 20_000; i++) {
        String row = rows.readLine();
        String[] split = splits.readLine().split(",");
        assertThat(row).startsWith(split[0]);
        out.write(row + "," + split[1] + "\n");
      }
    }
    return joined;
  }
}
