package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import org.ballast.config.GateConfig;
import org.ballast.gate.Gate;
import org.ballast.gate.GateCheck;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.stats.AuditResult;
import org.ballast.stats.FindingLimits;

/**
 * Holds a finished audit to the declared gates, on every run anew: {@code gate.json} is the last
 * verdict and no part of what was measured.
 */
final class AuditGates {
  static final String FILE = "gate.json";
  private static final int TOLD = 5;

  private final JobContext context;
  private final JobFolder folder;
  private final String name;

  AuditGates(JobContext context, JobFolder folder, String name) {
    this.context = context;
    this.folder = folder;
    this.name = name;
  }

  /**
   * Judges.
   *
   * @throws JobException if a gate failed; the message is one line that tells which, with what was
   *     found and what is allowed
   */
  void judge(AuditResult audit, FindingLimits limits) {
    GateConfig gate = context.config().audit().gate();
    boolean isMeant = gate.audits().isEmpty() || gate.audits().contains(name);
    List<GateCheck> checks =
        isMeant ? Gate.judge(audit, gate, limits.groups(), limits.level()) : List.of();
    write(checks);
    List<GateCheck> failed = checks.stream().filter(c -> !c.passed()).toList();
    if (!failed.isEmpty()) {
      throw new JobException(ExitCode.DATA, sentence(failed, checks.size()));
    }
    if (!checks.isEmpty()) {
      context.progress().say("Gates: all " + checks.size() + " checks passed");
    }
  }

  private void write(List<GateCheck> checks) {
    String file = folder.file(FILE);
    try {
      if (checks.isEmpty()) {
        context.store().delete(file);
      } else {
        context.store().replace(file, Json.write(checks));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One line: a scheduler's log shows no more of it. */
  private String sentence(List<GateCheck> failed, int all) {
    String told =
        failed.stream().limit(TOLD).map(GateCheck::because).collect(Collectors.joining("; "));
    return "Cannot pass audit "
        + name
        + " on: "
        + failed.size()
        + " of "
        + all
        + " gate checks failed: "
        + told
        + (failed.size() > TOLD ? "; and " + (failed.size() - TOLD) + " more" : "")
        + ". Mend the data, or change audit.gate; all checks are in "
        + folder.file(FILE)
        + ".";
  }
}
