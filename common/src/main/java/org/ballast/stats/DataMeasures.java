package org.ballast.stats;

import java.util.List;

/**
 * What is measured of counts beside tables and shares.
 *
 * @param cells how much more often two values go together than by chance
 * @param disparities labels of the rows with one value of an attribute against all other rows
 * @param conditionalDisparities the same with another attribute held
 * @param referenceFits shares against those of the declared reference population
 * @param shortcuts the best accuracy that attributes alone allow
 * @param coverage combinations of values with too few rows
 */
public record DataMeasures(
    List<CellAssociation> cells,
    List<Disparity> disparities,
    List<ConditionalDisparity> conditionalDisparities,
    List<ReferenceFit> referenceFits,
    List<ShortcutAccuracy> shortcuts,
    List<Coverage> coverage) {

  static DataMeasures of(AuditInput input) {
    return new DataMeasures(
        CellAssociation.all(input),
        Disparity.all(input),
        ConditionalDisparity.all(input),
        ReferenceFit.all(input),
        ShortcutAccuracy.all(input),
        Coverage.all(input));
  }
}
