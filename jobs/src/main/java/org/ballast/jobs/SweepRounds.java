package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.ballast.config.SweepConfig.RefineConfig;
import org.ballast.pareto.Evaluation;
import org.ballast.pareto.Refinement;
import org.ballast.pareto.RefinementRound;
import org.ballast.run.Fingerprint;
import org.ballast.run.Json;
import org.ballast.run.RunStore;
import org.ballast.sweep.SweepPlan;
import org.ballast.sweep.SweepRound;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialResult;
import org.ballast.sweep.TrialResult.SplitResult;

/**
 * Rounds of further control vectors, placed where the front of worst-group and average accuracy on
 * validation is expected to gain most. Each round follows from the results before it and is written
 * down before it begins: a sweep that goes on after a kill does the same rounds.
 */
final class SweepRounds {
  private final JobContext context;
  private final RefineConfig refine;
  private final Function<List<List<Double>>, SweepPlan> plan;
  private final Refinement refinement;
  private final List<Evaluation> evaluated = new ArrayList<>();
  private final String folder;

  /**
   * The rounds of a sweep.
   *
   * @param plan the trials of control vectors
   */
  SweepRounds(JobContext context, Function<List<List<Double>>, SweepPlan> plan) {
    this.context = context;
    this.refine = context.config().sweep().refine();
    this.plan = plan;
    int groups = context.config().dataset().groupGrid().size();
    List<Double> reference = context.config().front().referencePoint();
    this.refinement =
        new Refinement(groups, reference, refine.smallestWeight(), refine.tolerance());
    List<String> uniform =
        plan.apply(List.of(java.util.Collections.nCopies(groups, 1.0))).trials().stream()
            .map(Trial::id)
            .toList();
    this.folder =
        SweepJob.NAME + "/rounds/" + Fingerprint.of(uniform, refine, reference).substring(0, 16);
  }

  /**
   * Does the rounds.
   *
   * @param declared the declared trials; those of their results count that a round could have
   *     placed
   * @param train trains the trials of a round, which are the second of all that are known with
   *     them, and returns their results
   * @return the declared trials and those of the rounds
   */
  SweepPlan run(
      SweepPlan declared,
      List<TrialResult> results,
      BiFunction<SweepPlan, SweepPlan, List<TrialResult>> train) {
    evaluated.addAll(evaluations(alike(results)));
    SweepPlan all = declared;
    int left = refine.budget();
    for (int round = 1; left >= refine.seeds().size(); round++) {
      int count = Math.min(refine.perRound(), left / refine.seeds().size());
      Optional<SweepRound> next = round(round, count);
      if (next.isEmpty()) {
        return all;
      }
      SweepPlan its = plan.apply(next.get().weights());
      say(next.get(), its);
      all = all.with(its);
      left -= its.trials().size();
      List<TrialResult> ended = train.apply(all, its);
      if (ended.size() < its.trials().size()) {
        return all;
      }
      evaluated.addAll(evaluations(ended));
    }
    return all;
  }

  private List<TrialResult> alike(List<TrialResult> declared) {
    return declared.stream()
        .filter(r -> r.control() != null && r.data().equals(refine.data()))
        .filter(r -> r.method().equals(refine.method().key()))
        .filter(r -> refine.seeds().contains(r.seed()))
        .toList();
  }

  /** The round as it was written down, or as it follows now; none if there is nothing to gain. */
  private Optional<SweepRound> round(int number, int count) {
    RunStore store = context.store();
    String file = "%s/%03d.json".formatted(folder, number);
    try {
      if (!store.exists(file)) {
        RefinementRound next = refinement.next(evaluated, count);
        if (next.settled() || next.proposals().isEmpty()) {
          sayEnd(number, next);
          return Optional.empty();
        }
        store.createIfAbsent(file, Json.write(SweepRound.of(number, next)));
      }
      return Optional.of(Json.read(store.read(file), SweepRound.class, store.uri(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void say(SweepRound round, SweepPlan its) {
    context
        .progress()
        .say(
            String.format(
                Locale.ROOT,
                "round %d: %d trials, hypervolume so far %.4f%s",
                round.round(),
                its.trials().size(),
                round.hypervolume(),
                round.expected() == null
                    ? ""
                    : String.format(
                        Locale.ROOT, ", expected gain %.2f %%", 100 * round.expected())));
  }

  private void sayEnd(int number, RefinementRound next) {
    context
        .progress()
        .say(
            String.format(
                Locale.ROOT,
                "no round %d: hypervolume %.4f, no control vector is expected to add %.2f %% of it",
                number,
                next.hypervolume(),
                100 * refine.tolerance()));
  }

  /** The mean over the seeds of each control vector; failed if one of them is. */
  private List<Evaluation> evaluations(List<TrialResult> results) {
    Map<List<Double>, List<TrialResult>> byVector = new LinkedHashMap<>();
    for (TrialResult result : results) {
      if (result.control() != null) {
        byVector
            .computeIfAbsent(List.copyOf(result.control().values()), k -> new ArrayList<>())
            .add(result);
      }
    }
    return byVector.entrySet().stream()
        .map(e -> new Evaluation(e.getKey(), values(e.getValue())))
        .toList();
  }

  private static Optional<List<Double>> values(List<TrialResult> seeds) {
    double worst = 0;
    double average = 0;
    for (TrialResult seed : seeds) {
      SplitResult val = seed.splits() == null ? null : seed.splits().get("val");
      if (val == null || val.worstGroupAccuracy() == null || val.averageAccuracy() == null) {
        return Optional.empty();
      }
      worst += val.worstGroupAccuracy() / seeds.size();
      average += val.averageAccuracy() / seeds.size();
    }
    return Optional.of(List.of(worst, average));
  }
}
