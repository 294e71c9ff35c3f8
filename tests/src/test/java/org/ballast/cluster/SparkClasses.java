package org.ballast.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.ballast.run.Fingerprint;

/**
 * The classes of a cluster's processes. Spark loads some 14,000 of them; out of an archive that the
 * JVM maps into its memory (class data sharing) a start costs about half. The archive is made once
 * for a set of libraries and kept in the build's folder. It holds only what stands first on the
 * class path, and no folders; the JVM itself refuses one that does not fit, and starts without.
 */
final class SparkClasses {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int KEY = 12;
  private static final List<String> LEAN =
      List.of(
          "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
  private static final List<Class<?>> HARNESS = List.of(Leash.class, Rehearsal.class);

  private final ClassPath classPath = ClassPath.ours();
  private final Path jar;
  private final Path archive;

  private SparkClasses(Path folder) throws IOException {
    Files.createDirectories(folder);
    String key = key();
    this.jar = folder.resolve(key + ".jar");
    this.archive = folder.resolve(key + ".jsa");
    if (!Files.exists(archive)) {
      pack();
      rehearse(folder);
    }
  }

  /** Finds the archive, or makes it. */
  static SparkClasses ready() {
    try {
      return new SparkClasses(Path.of(System.getProperty("ballast.root"), "tests/target/spark"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String key() throws IOException {
    List<Object> parts = new ArrayList<>();
    parts.add(System.getProperty("java.vm.version"));
    parts.add(classPath.libraries().toString());
    for (Class<?> type : HARNESS) {
      try (InputStream code = code(type)) {
        parts.add(Fingerprint.of(code));
      }
    }
    return Fingerprint.of(parts.toArray()).substring(0, KEY);
  }

  private static InputStream code(Class<?> type) {
    return type.getResourceAsStream(type.getSimpleName() + ".class");
  }

  private void pack() throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> type : HARNESS) {
        out.putNextEntry(new JarEntry(type.getName().replace('.', '/') + ".class"));
        try (InputStream code = code(type)) {
          code.transferTo(out);
        }
      }
    }
  }

  /** The archive gets its name when it is whole. */
  private void rehearse(Path folder) throws IOException {
    Path work = Files.createDirectories(folder.resolve("rehearsal"));
    Path made = work.resolve("spark.jsa");
    List<String> options = new ArrayList<>(LEAN);
    options.addAll(List.of("-Xmx1g", "-XX:ArchiveClassesAtExit=" + made));
    options.addAll(SparkHome.opens());
    options.addAll(List.of("-cp", classPath.with(jar)));
    ChildJvm jvm =
        ChildJvm.start(
            new ChildJvm.Command(
                Rehearsal.class.getName(), options, List.of(work.toString()), Map.of()),
            work.resolve("rehearsal.log"));
    if (jvm.awaitEnd(PATIENCE) != 0) {
      throw new AssertionError("expected a rehearsal that ends well. " + jvm.tail());
    }
    if (Files.exists(made)) {
      Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** The class path of every process of a cluster. */
  String classPath() {
    return classPath.with(jar);
  }

  /** The options of a JVM that begins soon and lives shortly. */
  List<String> options() {
    List<String> options = new ArrayList<>(LEAN);
    if (Files.exists(archive)) {
      options.add("-XX:SharedArchiveFile=" + archive);
    }
    return options;
  }
}
