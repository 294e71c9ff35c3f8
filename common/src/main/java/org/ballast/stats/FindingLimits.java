package org.ballast.stats;

import java.util.List;

/**
 * What is tolerated before it becomes a finding.
 *
 * @param association bias-corrected Cramér's V of label and attribute
 * @param shortcut accuracy that an attribute alone adds to always saying the most frequent class
 * @param rareShare share of a group, or of a value, in the rows; never more than half of an even
 *     share
 * @param reference difference of a share from that of the reference population
 * @param gap difference of a measure between two groups
 * @param worstGroup accuracy of the worst group below the average
 * @param loss accuracy of a group below that of the predictions that are compared with
 * @param amplification mean share of rows by which predictions exaggerate what goes together
 * @param leakage share of the rows of a split that are in training as well
 * @param shift difference of a number between two sets of rows, each in [0, 1]
 * @param smallGroup rows of a group
 * @param level confidence level
 * @param groups the label and the attributes that make the groups; one column if there are none
 */
public record FindingLimits(
    double association,
    double shortcut,
    double rareShare,
    double reference,
    double gap,
    double worstGroup,
    double loss,
    double amplification,
    double leakage,
    double shift,
    long smallGroup,
    double level,
    List<String> groups) {
  /** Copies the list. */
  public FindingLimits {
    groups = List.copyOf(groups);
  }
}
