package org.ballast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeashTest {
  /** Starts a child, says which, and does nothing for long. */
  public static final class Sleeper {
    private Sleeper() {}

    /** Does that. */
    public static void main(String[] args) throws Exception {
      System.out.println(new ProcessBuilder("sleep", "600").start().pid());
      Thread.sleep(600_000);
    }
  }

  /** Ends at once, badly where it is not given a number. */
  public static final class Broken {
    private Broken() {}

    /** Does that. */
    public static void main(String[] args) {
      System.out.println(Integer.parseInt(args[0]));
    }
  }

  @Test
  void endsWithItsParentAndTakesItsChildrenAlong() throws Exception {
    Process leashed = start(Sleeper.class);
    try (BufferedReader out = leashed.inputReader()) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      leashed.getOutputStream().close();
      assertThat(leashed.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(leashed.exitValue()).isEqualTo(1);
      child.onExit().get(20, TimeUnit.SECONDS);
      assertThat(child.isAlive()).isFalse();
    } finally {
      leashed.destroyForcibly();
    }
  }

  @Test
  void letsAnExceptionThrough() throws Exception {
    Process leashed = start(Broken.class, "early");
    try (BufferedReader err = leashed.errorReader()) {
      assertThat(err.lines().toList())
          .anyMatch(l -> l.contains("NumberFormatException: For input string: \"early\""));
      assertThat(leashed.waitFor()).isEqualTo(1);
    }
  }

  private static Process start(Class<?> main, String... arguments) throws Exception {
    List<String> line =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Leash.class.getName(),
                main.getName()));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line).start();
  }
}
