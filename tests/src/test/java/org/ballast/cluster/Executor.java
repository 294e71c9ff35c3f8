package org.ballast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An executor's process. Which one it is stands in its working directory, {@code
 * worker-<n>/<application>/<id>}, which also holds what it printed.
 *
 * @param process its process
 * @param worker the worker's number
 * @param application its application's id
 * @param id its id in the application
 * @param folder its working directory
 */
record Executor(ProcessHandle process, int worker, String application, String id, Path folder) {
  private static final String MAIN = "CoarseGrainedExecutorBackend";
  private static final int DEPTH = 3;

  /** The executors that live below a cluster's folder, also those whose worker is gone. */
  static Stream<Executor> below(Path folder) {
    return ProcessHandle.allProcesses().flatMap(p -> of(p, folder).stream());
  }

  private static Optional<Executor> of(ProcessHandle process, Path cluster) {
    return directory(process)
        .filter(d -> d.startsWith(cluster) && cluster.relativize(d).getNameCount() == DEPTH)
        .filter(d -> commandLine(process).contains(MAIN))
        .map(d -> new Executor(process, number(cluster.relativize(d)), name(d, 2), name(d, 1), d));
  }

  private static int number(Path relative) {
    return Integer.parseInt(relative.getName(0).toString().substring("worker-".length()));
  }

  private static String name(Path folder, int fromTheEnd) {
    return folder.getName(folder.getNameCount() - fromTheEnd).toString();
  }

  /** Where a process works; empty if it is gone or belongs to somebody else. */
  static Optional<Path> directory(ProcessHandle process) {
    try {
      return Optional.of(Files.readSymbolicLink(proc(process, "cwd")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Read from /proc, since Java gives up on the arguments when they are longer than a page. */
  private static String commandLine(ProcessHandle process) {
    try {
      return new String(Files.readAllBytes(proc(process, "cmdline")), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static Path proc(ProcessHandle process, String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  /** What executors printed, those included that are gone. */
  static String printedBelow(Path cluster) {
    try (Stream<Path> files = Files.walk(cluster, DEPTH + 1)) {
      return files
          .filter(f -> f.endsWith("stderr") && cluster.relativize(f).getNameCount() == DEPTH + 1)
          .map(Executor::read)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number of the resource profile that it was asked for by; 0 is the application's own. */
  int resourceProfile() {
    List<String> words = List.of(commandLine(process).split("\0"));
    int option = words.indexOf("--resourceProfileId");
    return option < 0 ? 0 : Integer.parseInt(words.get(option + 1));
  }

  /** What it printed so far, most of it the log. */
  String printed() {
    try {
      return Files.readString(folder.resolve("stderr"))
          + Files.readString(folder.resolve("stdout"));
    } catch (IOException e) {
      return "nothing: " + e;
    }
  }
}
