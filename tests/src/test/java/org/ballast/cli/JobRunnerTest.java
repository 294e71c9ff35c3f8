package org.ballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ballast.jobs.SmallRun;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.spark.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock that cannot be given back, because nothing can be written any more. */
class JobRunnerTest {
  @TempDir Path folder;
  private final JobOptions options = new JobOptions();

  @BeforeEach
  void smallRun() {
    SharedSpark.session();
    SmallRun run = new SmallRun(folder, "[{ methods = [erm] }]");
    options.config = run.config();
    options.runDirectory = run.directory().toString();
  }

  /** A file where the folder of the lock was: no user writes there, not even root. */
  private void breakLock() {
    Path lock = Path.of(options.runDirectory, "lock");
    try (Stream<Path> files = Files.list(lock)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(lock);
      Files.createFile(lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aJobEndsWithItsOwnStatusWhenItsLockCannotBeGivenBack() {
    for (ExitCode code : List.of(ExitCode.OK, ExitCode.PARTIAL)) {
      options.runDirectory = folder.resolve(code.name()).toString();
      PrintStream console = System.out;
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      System.setOut(new PrintStream(said, true, UTF_8));
      try {
        assertThat(JobRunner.run(options, "ingest", context -> broken(code))).isEqualTo(code);
      } finally {
        System.setOut(console);
      }
      assertThat(said.toString(UTF_8))
          .contains("warning: Cannot give the lock of the run directory back (")
          .contains("The next command takes it over");
      assertThat(Path.of(options.runDirectory, Ending.FILE)).exists();
    }
  }

  private ExitCode broken(ExitCode code) {
    breakLock();
    return code;
  }

  @Test
  void aJobEndsWithItsOwnErrorWhenItsLockCannotBeGivenBack() {
    JobException its = new JobException(ExitCode.PARTIAL, "Cannot write the rows.");
    assertThatThrownBy(
            () ->
                JobRunner.run(
                    options,
                    "ingest",
                    context -> {
                      breakLock();
                      throw its;
                    }))
        .isSameAs(its);
  }
}
