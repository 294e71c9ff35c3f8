package org.ballast.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.ballast.run.RunLock;
import org.ballast.run.RunStore;
import org.ballast.sweep.SweepPlan;
import org.ballast.sweep.Trial;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialHeartbeat;
import org.ballast.sweep.TrialResult;
import org.ballast.sweep.TrialResult.SplitResult;
import org.jspecify.annotations.Nullable;

/**
 * How the sweep of a run directory stands, from what lies there; it may run anywhere, or nowhere.
 */
public final class RunStatus {
  /** At least two periods of any sweep.heartbeat-seconds. */
  private static final Duration STALE = Duration.ofMinutes(1);

  private static final String ROW = "%-16s  %-9s  %11s  %7s  %6s  %6s  %-24s  %9s  %s";

  private final RunStore store;
  private final TrialFolders folders;
  private final Map<String, TrialResult> ended = new LinkedHashMap<>();

  /** The status of a run directory. */
  public RunStatus(RunStore store) {
    this.store = store;
    this.folders = new TrialFolders(store);
  }

  /** How a trial stands. */
  enum State {
    RUNNING,
    STALE,
    WAITING,
    FAILED,
    FINISHED
  }

  /** A line of the table. */
  private record Line(
      State state, Trial trial, @Nullable TrialResult result, @Nullable TrialHeartbeat heartbeat) {}

  /**
   * The table as text: a line per trial, those that run first.
   *
   * @throws JobException if there is no sweep in the run directory
   */
  public String text(Instant now) {
    List<Line> lines =
        plan().trials().stream()
            .map(trial -> line(trial, now))
            .sorted(java.util.Comparator.comparing(Line::state))
            .toList();
    List<String> text = new ArrayList<>();
    text.add(owner());
    text.add(counts(lines));
    text.add("");
    text.add(
        ROW.formatted(
            "trial", "state", "step", "loss", "worst", "avg", "executor", "heartbeat", "name"));
    lines.forEach(line -> text.add(row(line, now)));
    return text.stream().map(String::stripTrailing).collect(Collectors.joining("\n"));
  }

  private SweepPlan plan() {
    try {
      return Json.read(store.read(SweepJob.PLAN), SweepPlan.class, store.uri(SweepJob.PLAN));
    } catch (FileNotFoundException e) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot tell the status of "
              + store.uri("")
              + ": expected a sweep in it, found none. Start `ballast sweep` first, or check the"
              + " path.",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Line line(Trial trial, Instant now) {
    TrialResult result = ended.get(trial.id());
    if (result == null) {
      result = folders.result(trial.id()).orElse(null);
    }
    if (result != null) {
      ended.put(trial.id(), result);
      return new Line(State.valueOf(result.state().name()), trial, result, null);
    }
    Optional<TrialHeartbeat> heartbeat = folders.heartbeat(trial.id());
    State state =
        heartbeat
            .map(h -> h.age(now).compareTo(STALE) > 0 ? State.STALE : State.RUNNING)
            .orElse(State.WAITING);
    return new Line(state, trial, null, heartbeat.orElse(null));
  }

  private String owner() {
    return "Driver: " + RunLock.holder(store).orElse("none");
  }

  private static String counts(List<Line> lines) {
    Map<State, Long> counts =
        lines.stream().collect(Collectors.groupingBy(Line::state, Collectors.counting()));
    return lines.size()
        + " trials: "
        + java.util.Arrays.stream(State.values())
            .filter(counts::containsKey)
            .map(state -> counts.get(state) + " " + state.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
  }

  private static String row(Line line, Instant now) {
    TrialResult result = line.result();
    TrialHeartbeat beat = line.heartbeat();
    SplitResult val = result == null || result.splits() == null ? null : result.splits().get("val");
    return ROW.formatted(
        line.trial().id(),
        line.state().name().toLowerCase(Locale.ROOT),
        beat != null ? beat.step() + "/" + beat.steps() : result != null ? result.steps() : "",
        beat == null ? "" : number(beat.loss()),
        number(
            val != null
                ? val.worstGroupAccuracy()
                : beat == null ? null : beat.worstGroupAccuracy()),
        number(val != null ? val.averageAccuracy() : beat == null ? null : beat.averageAccuracy()),
        executor(result, beat),
        beat == null ? "" : ago(beat.age(now)),
        SweepJob.name(line.trial()) + why(result, beat));
  }

  private static String executor(@Nullable TrialResult result, @Nullable TrialHeartbeat beat) {
    if (beat != null) {
      return beat.executor() + "@" + beat.host();
    }
    TrialResult.Placement at = result == null ? null : result.placement();
    return at == null ? "" : at.executor() + "@" + at.host();
  }

  private static String why(@Nullable TrialResult result, @Nullable TrialHeartbeat beat) {
    if (result != null && result.reason() != null) {
      return ": " + result.reason();
    }
    return beat != null && beat.doing() != null ? ": " + beat.doing() : "";
  }

  private static String number(@Nullable Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String ago(Duration age) {
    return age.isNegative() ? "0:00" : SweepBoard.clock(age);
  }
}
