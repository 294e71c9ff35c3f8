package org.ballast.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ballast.pareto.Candidate;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialHeartbeat;
import org.ballast.sweep.TrialResult;
import org.ballast.sweep.TrialResult.SplitResult;
import org.jspecify.annotations.Nullable;

/**
 * Where a sweep stands: how many trials are done at what rate, the front so far on validation, what
 * runs at which step and loss, and when it may end.
 */
final class SweepBoard {
  private static final int SHOWN = 3;

  private final Progress progress;
  private final int trials;
  private final int steps;
  private final long startedNanos = System.nanoTime();
  private final Map<String, Trial> names = new LinkedHashMap<>();
  private final Map<String, TrialHeartbeat> running = new LinkedHashMap<>();
  private final Set<String> done = new LinkedHashSet<>();
  private final List<Candidate> front = new ArrayList<>();

  /**
   * A board of trials that are to be done.
   *
   * @param before results that were there already
   */
  SweepBoard(Progress progress, List<Trial> toDo, List<TrialResult> before, int steps) {
    this.progress = progress;
    this.trials = toDo.size();
    this.steps = steps;
    toDo.forEach(trial -> names.put(trial.id(), trial));
    before.forEach(result -> candidate(result).ifPresent(this::add));
  }

  private static java.util.Optional<Candidate> candidate(TrialResult result) {
    SplitResult val = result.splits() == null ? null : result.splits().get("val");
    if (val == null || val.worstGroupAccuracy() == null || val.averageAccuracy() == null) {
      return java.util.Optional.empty();
    }
    return java.util.Optional.of(
        new Candidate(
            result.candidate() + " seed " + result.seed() + " " + result.id(),
            List.of(val.worstGroupAccuracy(), val.averageAccuracy())));
  }

  synchronized void warn(String text) {
    progress.warn(text);
  }

  /** A trial's state, from itself or from its heartbeat. */
  synchronized void moved(Trial trial, TrialHeartbeat now) {
    if (!done.contains(trial.id())) {
      running.put(trial.id(), now);
      show();
    }
  }

  /** A trial no longer runs where it did. */
  synchronized void lost(Trial trial, String why) {
    if (!done.contains(trial.id())) {
      running.remove(trial.id());
      progress.warn(SweepJob.name(trial) + ": " + why);
    }
  }

  /**
   * What an attempt came to.
   *
   * @throws org.ballast.run.JobException if it ends the sweep
   */
  synchronized void take(TrialVerdict verdict) {
    switch (verdict.kind()) {
      case FATAL -> throw verdict.failure();
      case BROKE -> progress.warn(String.valueOf(verdict.message()));
      case DONE -> finish(verdict.read());
    }
  }

  private void finish(TrialResult result) {
    running.remove(result.id());
    if (!done.add(result.id())) {
      return;
    }
    candidate(result).ifPresent(this::add);
    String name = result.candidate() + " seed " + result.seed();
    progress.say(
        String.format(Locale.ROOT, "  %2d/%d  %s", done.size(), trials, name) + outcome(result));
    show();
  }

  private static String outcome(TrialResult result) {
    SplitResult val = result.splits() == null ? null : result.splits().get("val");
    if (val == null || val.worstGroupAccuracy() == null || val.averageAccuracy() == null) {
      return "  failed: " + result.reason();
    }
    return String.format(
        Locale.ROOT,
        "  validation worst group %.3f, average %.3f  (%.0f s)%s%s",
        val.worstGroupAccuracy(),
        val.averageAccuracy(),
        result.seconds(),
        result.attempts() > 1 ? "  attempt " + result.attempts() : "",
        result.collapsed() ? "  collapsed" : "");
  }

  private void show() {
    progress.status(done.size() + " of " + trials + " trials" + rate() + front() + now());
  }

  /** Trials by the minute, with the running ones' steps counted as parts of a trial. */
  private String rate() {
    double parts =
        done.size() + running.values().stream().mapToDouble(h -> (double) h.step() / steps).sum();
    double minutes = (System.nanoTime() - startedNanos) / 6e10;
    if (parts <= 0 || minutes <= 0) {
      return "";
    }
    double rate = parts / minutes;
    Duration left = Duration.ofMillis((long) (6e4 * Math.max(0, trials - parts) / rate));
    return String.format(Locale.ROOT, ", %.1f/min, ETA %s", rate, clock(left));
  }

  /** Of candidates with equal values one is enough to show: each costs a comparison per result. */
  private void add(Candidate candidate) {
    boolean beaten =
        front.stream()
            .anyMatch(c -> c.dominates(candidate) || c.values().equals(candidate.values()));
    if (!beaten) {
      front.removeIf(candidate::dominates);
      front.add(candidate);
      front.sort(Comparator.comparing((Candidate c) -> -c.value(0)));
    }
  }

  private String front() {
    if (front.isEmpty()) {
      return "";
    }
    Candidate best = front.get(0);
    Candidate last = front.get(front.size() - 1);
    return String.format(
        Locale.ROOT,
        ", front %d: worst %.3f avg %.3f … worst %.3f avg %.3f",
        front.size(),
        best.value(0),
        best.value(1),
        last.value(0),
        last.value(1));
  }

  private String now() {
    if (running.isEmpty()) {
      return "";
    }
    String some =
        running.entrySet().stream()
            .limit(SHOWN)
            .map(e -> name(e.getKey()) + " " + where(e.getValue()))
            .collect(Collectors.joining(" | "));
    int more = running.size() - SHOWN;
    return ": " + some + (more > 0 ? " | and " + more + " more" : "");
  }

  private String name(String id) {
    Trial trial = names.get(id);
    return trial == null ? id : SweepJob.name(trial);
  }

  private static String where(TrialHeartbeat now) {
    @Nullable Double loss = now.loss();
    return loss == null
        ? String.valueOf(now.doing())
        : String.format(Locale.ROOT, "step %d/%d loss %.3f", now.step(), now.steps(), loss);
  }

  static String clock(Duration d) {
    return d.toHours() > 0
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", d.toHours(), d.toMinutesPart(), d.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", d.toMinutes(), d.toSecondsPart());
  }
}
