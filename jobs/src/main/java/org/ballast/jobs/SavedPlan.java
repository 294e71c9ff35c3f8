package org.ballast.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ballast.config.CurateConfig;
import org.ballast.curation.CurationPlan;
import org.ballast.curation.PlanFile;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.run.Manifest;

/** A plan from a file, and whether it is still for the rows that there are. */
public record SavedPlan(PlanFile plan) {
  private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /**
   * Reads a local file.
   *
   * @throws JobException if there is none, or it holds no plan
   */
  public static PlanFile read(Path file) {
    try {
      return Json.read(Files.readAllBytes(file), PlanFile.class, file.toString());
    } catch (IOException e) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot read the plan " + file + ": expected a plan.json that curate wrote, found none.");
    }
  }

  /** Refuses a plan of a later version, of other groups, or with pools that are not declared. */
  void require(CurateConfig config, GroupGrid grid) {
    CurationPlan decided = plan.decided();
    if (plan.schemaVersion() > PlanFile.SCHEMA_VERSION) {
      throw refused(
          "a plan of version "
              + PlanFile.SCHEMA_VERSION
              + " or before, found "
              + plan.schemaVersion()
              + ". Use the version of Ballast that made it.");
    }
    if (plan.variant() == null || !SAFE_NAME.matcher(plan.variant()).matches()) {
      throw refused(
          "a variant's name of letters, digits, dots and dashes, found another. Correct the file.");
    }
    List<GroupKey> groups = new ArrayList<>();
    for (int i = 0; i < grid.size(); i++) {
      groups.add(grid.group(i));
    }
    List<GroupKey> planned = decided.cells().stream().map(CurationPlan.Cell::group).toList();
    if (!planned.equals(groups)) {
      throw refused(
          "the declared groups, "
              + groups.get(0)
              + " and so on, found plans for "
              + planned
              + ". Declare the groups that it was made for, or plan anew.");
    }
    for (CurationPlan.Source pool : decided.pools()) {
      if (!config.pools().containsKey(pool.name())) {
        throw refused(
            "its pool " + pool.name() + " under curate.pools, found no such one. Declare it.");
      }
    }
  }

  /** Refuses other inputs than those that the plan was made for. */
  void requireSame(List<Manifest.Input> found) {
    Map<String, String> planned = new HashMap<>();
    plan.inputs().forEach(input -> planned.put(input.path(), input.fingerprint()));
    if (planned.isEmpty()) {
      planned.put(found.get(0).path(), plan.inputFingerprint());
    }
    List<String> changed =
        found.stream()
            .filter(input -> !input.fingerprint().equals(planned.get(input.path())))
            .map(Manifest.Input::path)
            .toList();
    if (!changed.isEmpty()) {
      throw refused(
          "the rows that it was made for, found others in "
              + String.join(" and ", changed)
              + ". Plan anew: run curate without --plan.");
    }
  }

  private JobException refused(String what) {
    return new JobException(
        ExitCode.DATA, "Cannot execute the plan of " + plan.variant() + ": expected " + what);
  }
}
