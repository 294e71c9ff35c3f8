package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * Everything an audit publishes: {@code audit.json}.
 *
 * @param schemaVersion version of this record's shape
 * @param data what was audited: {@code ingest}, a curated variant, a path or {@code table:} and a
 *     name
 * @param rows rows counted
 * @param tables counts and measures of association
 * @param representation the share of every declared cell
 * @param representationSummary one entry per split and set of columns
 * @param performance per-group measures of predictions; null without predictions
 * @param notes what a reader has to know, in sentences
 * @param findings what matters, the most important first; null before it was looked for
 * @param internal true if it holds exact counts that are withheld elsewhere and must not be
 *     published; null otherwise
 * @param shifts from the training split to each other one, by label and attribute
 * @param rowDetails what is said about rows beyond their counts; null if nothing is
 * @param dataMeasures what is measured of counts beside tables and shares; null if nothing is
 * @param model what predictions show beyond each group's measures; null without predictions
 * @param condensed what of all this stands in Parquet tables only; null if everything is here
 */
public record AuditResult(
    int schemaVersion,
    String data,
    long rows,
    List<Table> tables,
    List<Represented> representation,
    List<RepresentationSummary> representationSummary,
    @Nullable List<Performance> performance,
    List<String> notes,
    @Nullable List<Finding> findings,
    @Nullable Boolean internal,
    List<Shift> shifts,
    @Nullable RowDetails rowDetails,
    @Nullable DataMeasures dataMeasures,
    @Nullable ModelDetails model,
    @Nullable Condensed condensed) {
  /** The version that this code writes. */
  public static final int SCHEMA_VERSION = 3;

  /** The same audit with the performance of predictions and remarks. */
  public AuditResult with(List<Performance> measured, List<String> remarks) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(remarks);
    return new AuditResult(
        schemaVersion,
        data,
        rows,
        tables,
        representation,
        representationSummary,
        measured,
        all,
        findings,
        internal,
        shifts,
        rowDetails,
        dataMeasures,
        model,
        condensed);
  }

  /** The same audit with what predictions show beyond each group's measures. */
  public AuditResult with(ModelDetails measured) {
    return new AuditResult(
        schemaVersion,
        data,
        rows,
        tables,
        representation,
        representationSummary,
        performance,
        notes,
        findings,
        internal,
        shifts,
        rowDetails,
        dataMeasures,
        measured,
        condensed);
  }

  /** The same audit with what matters in it. */
  public AuditResult with(List<Finding> found) {
    return new AuditResult(
        schemaVersion,
        data,
        rows,
        tables,
        representation,
        representationSummary,
        performance,
        notes,
        found,
        internal,
        shifts,
        rowDetails,
        dataMeasures,
        model,
        condensed);
  }

  /** The same audit with what is said about rows beyond their counts. */
  public AuditResult with(RowDetails details) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(details.notes());
    return new AuditResult(
        schemaVersion,
        data,
        rows,
        tables,
        representation,
        representationSummary,
        performance,
        all,
        findings,
        internal,
        shifts,
        details,
        dataMeasures,
        model,
        condensed);
  }

  /** The same audit, marked as not to be published. */
  public AuditResult asInternal() {
    return new AuditResult(
        schemaVersion,
        data,
        rows,
        tables,
        representation,
        representationSummary,
        performance,
        notes,
        findings,
        true,
        shifts,
        rowDetails,
        dataMeasures,
        model,
        condensed);
  }

  /** The split that stands for all rows. */
  public static final String ALL = "all";

  /**
   * Counts by some columns in one split.
   *
   * @param split {@code all}, {@code train}, {@code val} or {@code test}
   * @param columns column names
   * @param roles {@code label} or {@code attribute} for each column
   * @param rows its rows; null if suppressed
   * @param counts every declared cell; empty where {@code condensed} says that they stand elsewhere
   * @param measures measures of association by name
   * @param smallSample whether a cell expects fewer than five rows under independence, where χ² and
   *     G do not hold and {@code exact_test} stands; null if suppressed or only one value has rows
   */
  public record Table(
      String split,
      List<String> columns,
      List<String> roles,
      @Nullable Long rows,
      List<Cell> counts,
      Map<String, Measure> measures,
      @Nullable Boolean smallSample) {}

  /**
   * One declared cell.
   *
   * @param count its rows; null if suppressed
   * @param suppressed true if the count is withheld, null otherwise
   */
  public record Cell(GroupKey group, @Nullable Long count, @Nullable Boolean suppressed) {
    static Cell open(GroupKey group, long count) {
      return new Cell(group, count, null);
    }

    static Cell withheld(GroupKey group) {
      return new Cell(group, null, true);
    }
  }

  /**
   * How large a part of a split one declared cell is.
   *
   * @param share rows of the cell / rows of the split, with a Wilson interval; null if undefined
   * @param referenceShare declared share of a reference population; null if none
   * @param shareRatio share / reference share; null if there is no or a zero reference
   * @param suppressed true if count and share are withheld, null otherwise
   * @param undefinedBecause why there is no share, null if there is one
   */
  public record Represented(
      String split,
      GroupKey group,
      @Nullable Long count,
      @Nullable Double share,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double level,
      String method,
      @Nullable Double referenceShare,
      @Nullable Double shareRatio,
      @Nullable Boolean suppressed,
      @Nullable String undefinedBecause) {}

  /**
   * How evenly rows are spread over the declared cells.
   *
   * @param cells declared cells
   * @param emptyCells declared cells without a row; null if suppressed
   * @param smallestCell the cell with the fewest rows, an empty one included; null if suppressed
   * @param measures {@code effective_groups} and {@code imbalance_ratio}
   */
  public record RepresentationSummary(
      String split,
      List<String> columns,
      long cells,
      @Nullable Long emptyCells,
      @Nullable Cell smallestCell,
      Map<String, Measure> measures) {}

  /**
   * How well a model does per group in one split.
   *
   * @param positiveClass the class that counts as positive
   * @param by the columns that make the groups
   * @param groups every declared group
   * @param worstGroupAccuracy the smallest accuracy of a group that has rows; null if undefined
   * @param worstGroup the group that has it; null if undefined
   * @param averageAccuracy share of right rows; null if undefined
   * @param adjustedAverageAccuracy Σ accuracy · share of the group in the original training split
   *     (Sagawa et al. 2020); null if undefined
   * @param gaps largest less smallest value over the groups, by measure
   * @param undefinedBecause reasons for what is null above, by name; null if nothing is
   */
  public record Performance(
      String split,
      String positiveClass,
      List<String> by,
      List<GroupMeasures> groups,
      @Nullable Double worstGroupAccuracy,
      @Nullable GroupKey worstGroup,
      @Nullable Double averageAccuracy,
      @Nullable Double adjustedAverageAccuracy,
      Map<String, Gap> gaps,
      @Nullable Map<String, String> undefinedBecause) {}

  /**
   * One group's measures.
   *
   * @param count rows with a prediction; null if suppressed
   */
  public record GroupMeasures(
      GroupKey group,
      @Nullable Long count,
      @Nullable Boolean suppressed,
      Map<String, Measure> measures) {}

  /**
   * The distance between the groups with the largest and the smallest value.
   *
   * @param highest the group with the largest value; null if undefined
   * @param lowest the group with the smallest value; null if undefined
   */
  public record Gap(
      @Nullable Double value,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double level,
      String method,
      @Nullable GroupKey highest,
      @Nullable GroupKey lowest,
      @Nullable String undefinedBecause) {}
}
