package org.ballast.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * What came of one trial: the content of {@code sweep/trials/<id>/trial.json}, written last.
 *
 * @param schemaVersion version of this record's shape
 * @param id the trial's content hash, the name of its folder
 * @param data the data variant it was trained on; {@code original} for none
 * @param method the training method, as {@code linear-probe}
 * @param control group label (as {@code ham-html}) to weight, as declared; null if there is none
 * @param seed the trial's seed
 * @param settings everything else that determines the result
 * @param backbone the frozen model
 * @param state whether it finished or failed
 * @param reason why it failed; null if it did not
 * @param collapsed whether a group was given up: see the engine's definition
 * @param splits results at the selected step by split; null if the trial failed
 * @param lastStep the same at the last step
 * @param selectedStep the step with the best validation worst-group accuracy
 * @param steps optimizer steps done
 * @param fallbacks steps in which the balancing program could not be solved
 * @param attempt the folder below the trial's that holds prompt, history and predictions; null if
 *     the trial failed
 * @param attempts how often it was begun, in all runs
 * @param placement where the attempt ran
 * @param threads threads of the training
 * @param trainableParameters numbers that were trained
 * @param totalParameters those and the frozen ones
 * @param seconds wall time
 * @param stepsPerSecond optimizer steps per second of training, evaluation apart
 */
public record TrialResult(
    int schemaVersion,
    String id,
    String data,
    String method,
    @Nullable Map<String, Double> control,
    long seed,
    Map<String, Object> settings,
    Backbone backbone,
    State state,
    @Nullable String reason,
    boolean collapsed,
    @Nullable Map<String, SplitResult> splits,
    @Nullable Map<String, SplitResult> lastStep,
    int selectedStep,
    int steps,
    long fallbacks,
    @Nullable String attempt,
    int attempts,
    @Nullable Placement placement,
    int threads,
    long trainableParameters,
    long totalParameters,
    double seconds,
    double stepsPerSecond) {
  /** The name of the file. */
  public static final String FILE = "trial.json";

  /** The version that this code writes. */
  public static final int SCHEMA_VERSION = 2;

  /** How a trial ended. */
  public enum State {
    /** It ran all its steps. */
    FINISHED,
    /** It could not go on; the reason says why. */
    FAILED
  }

  /**
   * Where an attempt ran.
   *
   * @param host the machine's name
   * @param executor Spark's id of the executor; {@code driver} in local mode
   * @param addresses the GPU addresses that Spark gave to the task; empty if none
   * @param device what trained, as libtorch names it: {@code cpu} or {@code cuda:0}
   * @param startedAt ISO-8601 instant in UTC
   * @param endedAt the same; null while it runs
   */
  public record Placement(
      String host,
      String executor,
      List<String> addresses,
      String device,
      String startedAt,
      @Nullable String endedAt) {

    /** The same with an end. */
    public Placement endedAt(Instant end) {
      return new Placement(host, executor, addresses, device, startedAt, end.toString());
    }
  }

  /**
   * The frozen model of a trial.
   *
   * @param name its name
   * @param hashBefore hash of all its frozen tensors before training; null if the trial failed
   * @param hashAfter the same after training; equal, or something is very wrong
   */
  public record Backbone(String name, @Nullable String hashBefore, @Nullable String hashAfter) {}

  /**
   * Results on one split.
   *
   * @param groups every group of the grid, those without rows included
   * @param worstGroupAccuracy the smallest accuracy of a group that has rows; null without rows
   * @param averageAccuracy share of correct rows; null without rows
   * @param adjustedAverageAccuracy accuracies of the groups weighted by their share of the original
   *     training split (Sagawa et al. 2020); null if a group with training rows has none here
   */
  public record SplitResult(
      List<GroupResult> groups,
      @Nullable Double worstGroupAccuracy,
      @Nullable Double averageAccuracy,
      @Nullable Double adjustedAverageAccuracy) {}

  /**
   * Results on one group of a split.
   *
   * @param group its label and attribute values
   * @param count rows
   * @param loss mean cross-entropy in nats; null without rows
   * @param accuracy share of correct rows; null without rows
   */
  public record GroupResult(
      GroupKey group, long count, @Nullable Double loss, @Nullable Double accuracy) {}

  /**
   * The result of a trial that could not go on.
   *
   * @param control group label to weight; null if there is no control vector
   * @param backbone the frozen model's name
   */
  public static TrialResult failed(
      Trial trial,
      @Nullable Map<String, Double> control,
      Map<String, Object> settings,
      String backbone,
      String reason,
      int attempts,
      @Nullable Placement placement,
      int threads,
      double seconds) {
    return new TrialResult(
        SCHEMA_VERSION,
        trial.id(),
        trial.data(),
        trial.method().key(),
        control,
        trial.seed(),
        settings,
        new Backbone(backbone, null, null),
        State.FAILED,
        reason,
        false,
        null,
        null,
        0,
        0,
        0,
        null,
        attempts,
        placement,
        threads,
        0,
        0,
        seconds,
        0);
  }

  /** The trial without its seed, as {@code original/cpt/4:1:1:4}: what a front compares. */
  @JsonIgnore
  public String candidate() {
    return control == null
        ? data + "/" + method
        : data + "/" + method + "/" + weights(List.copyOf(control.values()));
  }

  /** Weights joined by colons, to four digits: {@code 4:1:1:4}. */
  static String weights(List<Double> weights) {
    return String.join(":", weights.stream().map(TrialResult::weight).toList());
  }

  private static String weight(double weight) {
    BigDecimal rounded = BigDecimal.valueOf(weight).round(new MathContext(4));
    return rounded.stripTrailingZeros().toPlainString();
  }
}
