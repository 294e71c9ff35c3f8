package org.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.ballast.jobs.LogContext;
import org.ballast.spark.RunStores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** The log as log4j writes it by our configuration, in a context beside the one of the tests. */
class LogsTest {
  private static final List<String> PROPERTIES = List.of("ballast.log", "ballast.run");
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123Z");

  @TempDir Path folder;
  private final List<String> before = PROPERTIES.stream().map(System::getProperty).toList();
  private String run = "";

  @BeforeEach
  void aRun() {
    run = Logs.runId(RunStores.open(folder.resolve("my run").toString(), Map.of()), NOON);
    System.setProperty("ballast.log", folder.resolve("ballast.log").toString());
    System.setProperty("ballast.run", run);
  }

  @AfterEach
  void asBefore() {
    for (int i = 0; i < PROPERTIES.size(); i++) {
      if (before.get(i) == null) {
        System.clearProperty(PROPERTIES.get(i));
      } else {
        System.setProperty(PROPERTIES.get(i), before.get(i));
      }
    }
  }

  private List<JsonNode> logged(Consumer<Logger> work) throws Exception {
    URI configuration = Logs.class.getResource("/ballast-log4j2.properties").toURI();
    LoggerContext context = new LoggerContext("ballast", null, configuration);
    context.start();
    try {
      work.accept(context.getLogger("org.ballast.Some"));
    } finally {
      context.stop();
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("ballast.log"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  @Test
  void everyLineIsJsonAndNamesTheRun() throws Exception {
    List<JsonNode> lines = logged(log -> log.warn("a \"b\"\nc\u2028 \u0007"));
    assertThat(lines).hasSize(1);
    JsonNode line = lines.get(0);
    assertThat(line.get("message").textValue()).isEqualTo("a \"b\"\nc\u2028 \u0007");
    assertThat(line.get("level").textValue()).isEqualTo("WARN");
    assertThat(line.get("logger").textValue()).isEqualTo("org.ballast.Some");
    assertThat(line.get("thread").textValue()).isEqualTo(Thread.currentThread().getName());
    assertThat(Instant.parse(line.get("timestamp").textValue())).isAfter(NOON);
    assertThat(line.get("run").textValue()).isEqualTo("my%20run 2026-01-01T12:00:00Z");
    assertThat(line.has("trial")).isFalse();
    assertThat(line.has("exception")).isFalse();
  }

  @Test
  void aTrialsLinesNameIt() throws Exception {
    List<JsonNode> lines =
        logged(
            log -> {
              inTrial("t1", () -> inTrial("t2", () -> log.info("deeper")));
              inTrial("t3", () -> log.info("another"));
              log.info("outside");
            });
    assertThat(lines)
        .extracting(line -> line.path("trial").asText("none"))
        .containsExactly("t2", "t3", "none");
    assertThat(lines).allSatisfy(line -> assertThat(line.get("run").textValue()).isEqualTo(run));
  }

  private void inTrial(String id, Runnable work) {
    LogContext.of(run, id)
        .call(
            () -> {
              work.run();
              assertThat(MDC.get("run")).isEqualTo(run);
              return assertThat(MDC.get("trial")).isEqualTo(id);
            });
  }

  @Test
  void anExceptionIsOneField() throws Exception {
    Exception cause = new IllegalStateException("the cause");
    List<JsonNode> lines =
        logged(log -> log.error("unexpected", new IllegalArgumentException("what", cause)));
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).get("exception").textValue())
        .startsWith("java.lang.IllegalArgumentException: what")
        .contains("anExceptionIsOneField")
        .contains("Caused by: java.lang.IllegalStateException: the cause");
  }

  @Test
  void theRunIsHandedOn() {
    assertThat(LogContext.run()).isEmpty();
    assertThat(LogContext.of(run).<String>call(LogContext::run)).isEqualTo(run);
    assertThat(LogContext.run()).isEmpty();
  }

  @Test
  void theFormerContextIsBackAfterAFailure() {
    assertThatThrownBy(
            () ->
                LogContext.of(run, "t")
                    .call(
                        () -> {
                          throw new IllegalStateException("broke");
                        }))
        .hasMessage("broke");
    assertThat(MDC.get("trial")).isNull();
  }
}
