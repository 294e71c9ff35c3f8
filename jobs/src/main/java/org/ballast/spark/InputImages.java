package org.ballast.spark;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.DatasetConfig;
import org.ballast.run.Manifest;

/**
 * Images, and the table that says what they show.
 *
 * @param images every file but the table's, sorted by name
 * @param table of labels; empty if their paths say them
 */
public record InputImages(InputFiles images, Optional<InputFiles> table) implements DatasetInput {

  /**
   * Lists them; the table may lie among the images.
   *
   * @throws org.ballast.run.JobException if a path leads to nothing
   */
  public static InputImages find(DatasetConfig config, Configuration hadoop) {
    InputFiles all = InputFiles.find(config.paths(), hadoop);
    String declared = config.images().table();
    if (declared.isEmpty()) {
      return new InputImages(all, Optional.empty());
    }
    InputFiles table = InputFiles.find(List.of(declared), hadoop);
    Set<String> its = table.files().stream().map(InputFile::uri).collect(Collectors.toSet());
    List<InputFile> images = all.files().stream().filter(f -> !its.contains(f.uri())).toList();
    return new InputImages(new InputFiles(images, all.inputs()), Optional.of(table));
  }

  @Override
  public List<Manifest.Input> inputs() {
    return Stream.concat(Stream.of(images), table.stream())
        .flatMap(files -> files.inputs().stream())
        .toList();
  }

  @Override
  public RawRows read(SparkSession spark, DatasetConfig config) {
    return new ImageReader(spark, config).read(this);
  }

  @Override
  public String summary(DatasetConfig config) {
    return String.format(
        Locale.ROOT,
        "%,d files, %,d bytes of images, labels in %s",
        images.files().size(),
        images.bytes(),
        table.isPresent() ? config.images().table() : "their paths");
  }
}
