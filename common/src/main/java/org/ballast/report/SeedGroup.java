package org.ballast.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ballast.run.Fingerprint;
import org.ballast.sweep.TrialResult;

/**
 * Finished trials that differ by their seed only.
 *
 * @param name unique among candidates
 * @param trials by seed; not empty
 */
record SeedGroup(String name, List<TrialResult> trials) {

  /**
   * Gathers the seeds; trials of one name that differ in more than the seed become candidates of
   * their own, told apart by a hash behind the name.
   */
  static List<SeedGroup> gather(List<TrialResult> finished) {
    Map<String, Map<String, List<TrialResult>>> byName = new TreeMap<>();
    for (TrialResult trial : finished) {
      byName
          .computeIfAbsent(trial.candidate(), k -> new TreeMap<>())
          .computeIfAbsent(settingsHash(trial), k -> new ArrayList<>())
          .add(trial);
    }
    List<SeedGroup> candidates = new ArrayList<>();
    byName.forEach((name, bySettings) -> candidates.addAll(named(name, bySettings)));
    return candidates;
  }

  private static String settingsHash(TrialResult trial) {
    return Fingerprint.of(new TreeMap<>(trial.settings())).substring(0, 6);
  }

  private static List<SeedGroup> named(String name, Map<String, List<TrialResult>> bySettings) {
    List<SeedGroup> candidates = new ArrayList<>();
    bySettings.forEach(
        (hash, trials) ->
            candidates.addAll(bySeed(bySettings.size() == 1 ? name : name + "#" + hash, trials)));
    return candidates;
  }

  /**
   * A seed twice means that the rows behind the name changed: such trials do not belong together.
   */
  private static List<SeedGroup> bySeed(String name, List<TrialResult> trials) {
    List<TrialResult> sorted =
        trials.stream().sorted(Comparator.comparingLong(TrialResult::seed)).toList();
    long seeds = sorted.stream().mapToLong(TrialResult::seed).distinct().count();
    return seeds == sorted.size()
        ? List.of(new SeedGroup(name, sorted))
        : sorted.stream().map(t -> new SeedGroup(name + "#" + t.id(), List.of(t))).toList();
  }

  /** The candidate's results; its place among the others is still open. */
  FrontResult.Point point(double level) {
    TrialResult first = trials.get(0);
    SeedEstimates validation = new SeedEstimates(trials, "val", level);
    SeedEstimates test = new SeedEstimates(trials, "test", level);
    return new FrontResult.Point(
        name,
        first.data(),
        first.method(),
        first.control(),
        trials.stream().map(TrialResult::id).toList(),
        trials.stream().map(TrialResult::seed).toList(),
        validation.measures(),
        test.measures(),
        validation.groups(),
        test.groups(),
        false,
        null,
        (int) trials.stream().filter(TrialResult::collapsed).count());
  }
}
