package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many trials that only sleep: a bound that a defect would break, not a measurement. */
@Tag("cluster")
class SweepThroughputTest {
  /** MB, where 2,000 results kept by the driver are about 20. */
  private static final double HEAP_GROWTH = 15;

  @TempDir Path folder;

  @Test
  void aTrialCostsLittleBesideItsTraining() throws Exception {
    String printed = run(200, 50);
    assertThat(figure(printed, "trials (\\d+)")).isEqualTo(200);
    assertThat(figure(printed, "executors (\\d+)")).isEqualTo(2);
    assertThat(figure(printed, "overhead ([0-9.]+) ms")).as(printed).isLessThan(150);
  }

  @Test
  @Tag("faults")
  void twoThousandTrialsCostUnderTwentyMillisecondsEach() throws Exception {
    String printed = run(2000, 50);
    System.out.println(printed);
    assertThat(figure(printed, "trials (\\d+)")).isEqualTo(2000);
    assertThat(figure(printed, "executors (\\d+)")).isEqualTo(2);
    assertThat(figure(printed, "overhead ([0-9.]+) ms")).as(printed).isLessThan(20);
    assertThat(figure(printed, "planning ([0-9.]+) s") + figure(printed, "collecting ([0-9.]+) s"))
        .as(printed)
        .isLessThan(5);
    double before = figure(printed, "heap ([0-9.]+) MB");
    assertThat(figure(printed, ", ([0-9.]+) MB half way"))
        .as(printed)
        .isBetween(1.0, before + HEAP_GROWTH);
    assertThat(figure(printed, ", ([0-9.]+) MB after"))
        .as(printed)
        .isLessThan(before + HEAP_GROWTH);
  }

  private static double figure(String printed, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(printed);
    assertThat(found.find()).as(printed).isTrue();
    return Double.parseDouble(found.group(1));
  }

  private String run(int trials, int millis) throws Exception {
    Path home = Files.createDirectories(folder.resolve("spark/jars")).getParent();
    Path out = folder.resolve("out.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option :
        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("--add-opens") || option.startsWith("-D")) {
        command.add(option);
      }
    }
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            SweepThroughput.class.getName(),
            Integer.toString(trials),
            Integer.toString(millis)));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(out)).isZero();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return Files.readString(out);
  }
}
