package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditGateTest {
  private static final String STRICT = "audit.gate.max-cramers-v={every=0.2}";
  @TempDir Path directory;
  private final Emails.Said said = new Emails.Said();

  @BeforeEach
  void ingest() {
    Emails.ingest(directory);
  }

  private ExitCode audit(String... settings) {
    JobContext context = Emails.context(directory, said, Existing.KEEP, settings);
    return new AuditJob(context, "original", "ingest", null).run();
  }

  private static void assertStopped(ThrowingCallable audit, String... parts) {
    assertThatThrownBy(audit)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }

  @Test
  void aFailedGateStopsAfterAllResultsAreWrittenAndAgainOnASecondRun() throws IOException {
    String[] why = {
      "Cannot pass audit original on: 1 of 3 gate checks failed: max-cramers-v: expected",
      "of spam × html in train to be at most 0.2, found 0."
    };
    assertStopped(() -> audit(STRICT), why);
    Path folder = directory.resolve("audit/original");
    assertThat(folder.resolve("manifest.json")).exists();
    assertThat(folder.resolve("audit.json")).exists();
    assertThat(said.text()).contains("Audit of ingest: 123 rows");
    assertThat(Files.readString(folder.resolve("gate.json")))
        .contains("\"passed\" : false", "\"limit\" : 0.2", "\"decide_by\" : \"estimate\"");
    assertStopped(() -> audit(STRICT), why);
    assertThat(said.text()).contains("Nothing to do");
  }

  @Test
  void aFinishedAuditIsJudgedByTheLimitsOfToday() throws IOException {
    assertThat(audit()).isEqualTo(ExitCode.OK);
    Path gate = directory.resolve("audit/original/gate.json");
    assertThat(gate).doesNotExist();
    assertStopped(() -> audit(STRICT), "gate checks failed");
    assertThat(audit("audit.gate.max-cramers-v={every=0.9}")).isEqualTo(ExitCode.OK);
    assertThat(said.text()).contains("Gates: all 3 checks passed");
    assertThat(Files.readString(gate)).doesNotContain("\"passed\" : false");
    assertThat(audit()).isEqualTo(ExitCode.OK);
    assertThat(gate).doesNotExist();
  }

  @Test
  void gatesAreForTheAuditsThatAreNamed() {
    assertThat(audit(STRICT, "audit.gate.audits=[balanced]")).isEqualTo(ExitCode.OK);
    assertStopped(() -> audit(STRICT, "audit.gate.audits=[original]"), "gate checks failed");
  }

  @Test
  void whatIsWithheldFailsItsGateWithTheReason() {
    assertStopped(
        () -> audit("audit.gate.max-cramers-v={html=1}", "audit.suppress-below=6"),
        "found none: it is suppressed");
  }
}
