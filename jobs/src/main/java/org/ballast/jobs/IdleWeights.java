package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ballast.config.SweepConfig.Method;
import org.ballast.config.SweepConfig.RefineConfig;
import org.ballast.curation.PlanFile;
import org.ballast.run.Json;
import org.ballast.run.RunStore;
import org.ballast.sweep.SweepPlan;

/**
 * Weights that change nothing: a plan gives all rows of a group the same one, and a method that
 * draws every group alike reads weights within groups only.
 */
record IdleWeights(RunStore store) {

  /** Warns of every data set whose weights are idle in some of the trials, or in the rounds. */
  void tell(SweepPlan plan, RefineConfig refine, Progress progress) {
    Map<String, Set<String>> methods = new TreeMap<>();
    plan.trials().forEach(trial -> add(methods, trial.data(), trial.method()));
    if (refine.budget() > 0) {
      add(methods, refine.data(), refine.method());
    }
    methods.forEach(
        (data, its) -> {
          if (isWeighed(data)) {
            progress.warn(
                String.join(", ", its)
                    + " on "
                    + data
                    + ": its rows have one weight per group, and these methods draw every group"
                    + " alike, so that the weights change nothing. Train erm or linear-probe on"
                    + " it.");
          }
        });
  }

  private static void add(Map<String, Set<String>> methods, String data, Method method) {
    if (method.balancesGroups()) {
      methods.computeIfAbsent(data, d -> new TreeSet<>()).add(method.key());
    }
  }

  private boolean isWeighed(String data) {
    if (data.equals(DataSets.ORIGINAL)) {
      return false;
    }
    String file = DataSets.variant(store, data).file(PlanFile.FILE);
    try {
      return Json.read(store.read(file), PlanFile.class, store.uri(file)).decided().weights()
          != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
