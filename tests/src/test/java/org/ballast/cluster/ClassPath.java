package org.ballast.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The test's class path in two parts.
 *
 * @param libraries jars that change with a dependency only
 * @param others the project's own classes, then DJL's jars, of whose resources ours correct one
 */
record ClassPath(List<Path> libraries, List<Path> others) {
  /** Of this JVM. */
  static ClassPath ours() {
    Stream<Path> entries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of);
    var parts =
        entries.filter(Files::exists).collect(Collectors.partitioningBy(ClassPath::isFixed));
    return new ClassPath(parts.get(true), parts.get(false));
  }

  /** The build copies libraries to a folder of its own, beside which everything is ours. */
  private static boolean isFixed(Path entry) {
    try {
      Path root = Path.of(System.getProperty("ballast.root")).toRealPath();
      Path real = entry.toRealPath();
      boolean own = real.startsWith(root) && !real.startsWith(root.resolve("jobs/target/lib"));
      return !Files.isDirectory(entry) && !own && !entry.toString().contains("/ai/djl/");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The libraries, a jar of the cluster's, and the rest: as the JVM takes it. */
  String with(Path jar) {
    return Stream.of(libraries.stream(), Stream.of(jar), others.stream())
        .flatMap(part -> part)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
