package org.ballast.stats;

import java.util.List;

/**
 * The half-open bins of a numeric attribute.
 *
 * @param attribute its name
 * @param names the bins from the smallest numbers to the largest
 * @param cuts where one bin ends and the next begins, itself part of the next, ascending; of bins
 *     that are not open-ended the first and the last are the outer edges
 * @param openEnded whether the first bin has no lower and the last no upper end
 * @param method how the cuts were found, with the error of a sketch
 */
public record BinEdges(
    String attribute, List<String> names, List<Double> cuts, boolean openEnded, String method) {
  /** Copies the lists. */
  public BinEdges {
    names = List.copyOf(names);
    cuts = List.copyOf(cuts);
  }
}
