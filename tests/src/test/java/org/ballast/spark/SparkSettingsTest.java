package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SparkSettingsTest {
  @TempDir Path folder;

  @Test
  void sparkLeavesNoChecksumFilesBehind() throws IOException {
    String target = folder.resolve("rows").toString();
    SharedSpark.session().range(100).repartition(3).write().parquet(target);
    assertThat(SharedSpark.session().read().parquet(target).count()).isEqualTo(100);
    assertThat(names()).hasSize(3).allMatch(name -> name.endsWith(".zstd.parquet"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).toList();
    }
  }

  @Test
  void localFilesKnowTheirScheme() throws IOException {
    var files = FileSystem.get(folder.toUri(), SparkSettings.hadoop(Map.of()));
    assertThat(files.getScheme()).isEqualTo("file");
  }

  @Test
  void theUsersHadoopSettingsComeLast() {
    var hadoop =
        SparkSettings.hadoop(
            Map.of("spark.hadoop.fs.file.impl", "other", "spark.executor.memory", "1g"));
    assertThat(hadoop.get("fs.file.impl")).isEqualTo("other");
    assertThat(hadoop.get("spark.executor.memory")).isNull();
  }
}
