package org.ballast.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A running trial's sign of life: the content of {@code sweep/trials/<id>/heartbeat.json}.
 *
 * @param attempt the attempt's folder
 * @param host where it runs
 * @param executor Spark's id of the executor; {@code driver} in local mode
 * @param doing what it does before its first step; null afterwards
 * @param step the last step that was made; 0 before the first
 * @param steps all that it will make
 * @param losses group label to mean cross-entropy in the last batch, in nats; a group that was not
 *     in it is absent
 * @param worstGroupAccuracy on the validation split when it was last evaluated; null before
 * @param averageAccuracy likewise
 * @param at ISO-8601 instant in UTC
 */
public record TrialHeartbeat(
    String attempt,
    String host,
    String executor,
    @Nullable String doing,
    int step,
    int steps,
    Map<String, Double> losses,
    @Nullable Double worstGroupAccuracy,
    @Nullable Double averageAccuracy,
    String at) {
  /** The name of the file. */
  public static final String FILE = "heartbeat.json";

  /** The same, said now. */
  public TrialHeartbeat at(Instant now) {
    return new TrialHeartbeat(
        attempt,
        host,
        executor,
        doing,
        step,
        steps,
        losses,
        worstGroupAccuracy,
        averageAccuracy,
        now.toString());
  }

  /** The same before the first step, doing something. */
  public TrialHeartbeat doing(String what) {
    return new TrialHeartbeat(
        attempt,
        host,
        executor,
        what,
        step,
        steps,
        losses,
        worstGroupAccuracy,
        averageAccuracy,
        at);
  }

  /** The same after a step. */
  public TrialHeartbeat step(int made, Map<String, Double> itsLosses) {
    return new TrialHeartbeat(
        attempt,
        host,
        executor,
        null,
        made,
        steps,
        itsLosses,
        worstGroupAccuracy,
        averageAccuracy,
        at);
  }

  /** The same after an evaluation of the validation split. */
  public TrialHeartbeat evaluated(@Nullable Double worstGroup, @Nullable Double average) {
    return new TrialHeartbeat(
        attempt, host, executor, doing, step, steps, losses, worstGroup, average, at);
  }

  /** How long ago it was, by the clock of whoever asks; never negative. */
  public Duration age(Instant now) {
    Duration age = Duration.between(Instant.parse(at), now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** The mean of the groups' losses; null before the first step. */
  public @Nullable Double loss() {
    return losses.isEmpty()
        ? null
        : losses.values().stream().mapToDouble(l -> l).average().orElseThrow();
  }
}
