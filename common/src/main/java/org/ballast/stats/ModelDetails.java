package org.ballast.stats;

import java.util.List;
import java.util.Map;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * What an audit says about predictions beyond each group's own measures.
 *
 * @param summaries averages over groups and fairness of each split and set of columns
 * @param contrasts each group beside the one that others are compared with
 * @param reliability scores beside shares of positives, per split and value of an attribute
 * @param threshold the same predictions at a threshold taken on the validation split
 * @param amplification how far predictions lean on each attribute beyond the data
 * @param classes classes and predictions per split and value of an attribute
 * @param comparison with other predictions of the same rows; null without
 */
public record ModelDetails(
    List<Summary> summaries,
    List<Contrast> contrasts,
    List<Reliability> reliability,
    MatchedThreshold threshold,
    List<Amplification> amplification,
    List<Classes> classes,
    @Nullable ModelComparison comparison) {

  /**
   * One number each for a split and set of columns.
   *
   * @param by the columns that make the groups
   * @param measures {@code average_accuracy} over rows, {@code mean_group_accuracy} over groups,
   *     {@code adjusted_average_accuracy} over groups by their share of the training split (Sagawa
   *     et al. 2020), {@code worst_group_accuracy}; by columns without the label also {@code
   *     demographic_parity_difference} and {@code demographic_parity_ratio} (largest less smallest
   *     and smallest over largest selection rate), {@code equalized_odds_difference} (the larger of
   *     the gaps of TPR and FPR), and log loss, Brier score and calibration error of all rows
   * @param worstGroup the group with the smallest accuracy; null if undefined
   * @param worstGroupBias by how much the smallest of several estimates is expected to lie off the
   *     smallest of what they estimate, mostly below: mean of a bootstrap over counts less the
   *     estimate; null if undefined
   */
  public record Summary(
      String split,
      List<String> by,
      Map<String, Measure> measures,
      @Nullable GroupKey worstGroup,
      @Nullable Double worstGroupBias) {}

  /**
   * A group less the group of comparison.
   *
   * @param reference the group of comparison: the declared one, else the one with the most rows
   * @param differences group less reference by measure, and {@code selection_rate_ratio}, group
   *     over reference
   */
  public record Contrast(
      String split,
      List<String> by,
      GroupKey group,
      GroupKey reference,
      Map<String, Measure> differences) {}

  /**
   * A reliability table.
   *
   * @param bins bins with a row, ascending; null if suppressed or undefined
   * @param method how scores were binned
   * @param undefinedBecause why there are no bins; null if there are
   */
  public record Reliability(
      String split,
      GroupKey group,
      @Nullable List<Bin> bins,
      String method,
      @Nullable String undefinedBecause) {}

  /**
   * Rows with a score in (from, to].
   *
   * @param from lower edge, of the first bin within it
   * @param to upper edge
   * @param rows rows of the group with such a score
   * @param meanScore the mean of their scores
   * @param positives their share of the positive class
   */
  public record Bin(double from, double to, long rows, double meanScore, Measure positives) {}

  /**
   * Predictions at the threshold at which as many validation rows are predicted positive as are
   * (prevalence-matched), beside which {@code performance} has those that the model made.
   *
   * @param value rows with at least this score are predicted positive; null if undefined
   * @param validationPositives validation rows of the positive class; null if undefined or
   *     suppressed
   * @param validationSelected validation rows predicted positive, more where scores tie; null if
   *     undefined or suppressed
   * @param groups measures per split and set of columns
   * @param undefinedBecause why there is no threshold; null if there is one
   */
  public record MatchedThreshold(
      @Nullable Double value,
      @Nullable Long validationPositives,
      @Nullable Long validationSelected,
      List<AtThreshold> groups,
      @Nullable String undefinedBecause) {}

  /**
   * The groups of one split at a threshold.
   *
   * @param groups every declared group's measures
   * @param summary averages, worst group and fairness
   */
  public record AtThreshold(
      String split, List<String> by, List<AuditResult.GroupMeasures> groups, Summary summary) {}

  /**
   * How far predictions lean on an attribute beyond the data.
   *
   * @param by the attribute
   * @param measures {@code directional_attribute_to_task}, {@code directional_task_to_attribute}
   *     (Wang and Russakovsky 2021) and {@code zhao_2017}, each above 0 if predictions exaggerate
   *     what goes together in training
   */
  public record Amplification(String split, List<String> by, Map<String, Measure> measures) {}

  /**
   * One group's classes.
   *
   * @param classes the declared classes
   * @param confusion rows by class, then by predicted class, in the order of {@code classes}; null
   *     if suppressed
   * @param rates with more than two classes for each, against the rest, the measures that {@code
   *     performance} has of the positive one
   * @param measures with more than two classes {@code macro_tpr}, {@code macro_precision} and
   *     {@code macro_fpr}, means over the classes that define them, and {@code log_loss} and {@code
   *     brier} over all classes
   * @param undefinedBecause why there is nothing; null if there is
   */
  public record Classes(
      String split,
      List<String> by,
      GroupKey group,
      List<String> classes,
      @Nullable List<List<Long>> confusion,
      Map<String, Map<String, Measure>> rates,
      Map<String, Measure> measures,
      @Nullable String undefinedBecause) {}
}
