package org.ballast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM on a leash, without privileges: it ends at the latest when this one does. */
final class ChildJvm {
  private static final int TAIL = 4_000;

  /** Root is above the permissions of files unless it gives that right up. */
  private static final List<String> UNPRIVILEGED =
      System.getProperty("user.name").equals("root")
          ? List.of("setpriv", "--bounding-set=-all")
          : List.of();

  private final Process process;
  private final Path log;

  private ChildJvm(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * What to start.
   *
   * @param mainClass its main class
   * @param options for the JVM
   * @param arguments for the main class
   * @param environment over this process's own
   */
  record Command(
      String mainClass,
      List<String> options,
      List<String> arguments,
      Map<String, String> environment) {}

  /** Starts it with its working directory beside the log, to which both of its outputs go. */
  static ChildJvm start(Command command, Path log) {
    List<String> line = new ArrayList<>(UNPRIVILEGED);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(command.options());
    line.add(Leash.class.getName());
    line.add(command.mainClass());
    line.addAll(command.arguments());
    ProcessBuilder builder = new ProcessBuilder(line).directory(log.getParent().toFile());
    builder.environment().putAll(command.environment());
    try {
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      return new ChildJvm(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, and the wait for its end. */
  void kill() {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(10));
  }

  /** SIGTERM; does not wait. */
  void terminate() {
    process.destroy();
  }

  /** Any signal, by its name without SIG; does not wait. */
  void signal(String name) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new AssertionError("expected to send SIG" + name + ", found status " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while sending a signal", e);
    }
  }

  /** The exit status; 128 more than the signal's number if one ended it. */
  int awaitEnd(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "expected an end within %s s, found it running. %s"
                .formatted(atMost.toSeconds(), tail()));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }

  /** All that it printed so far. */
  String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log's name and its last lines, for messages. */
  String tail() {
    String all = printed();
    return "%s ends with:%n%s".formatted(log, all.substring(Math.max(0, all.length() - TAIL)));
  }
}
