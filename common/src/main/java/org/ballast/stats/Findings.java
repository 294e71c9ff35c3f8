package org.ballast.stats;

import java.util.List;
import java.util.stream.Stream;

/**
 * What matters in an audit, the most important first.
 *
 * <p>Intervals and q-values decide: something is found only if the end of its interval that speaks
 * least for it is beyond the limit. A number that is undefined or withheld is never found.
 */
public final class Findings {
  private Findings() {}

  /** The findings, ranked by how many times each reaches its limit. */
  public static List<Finding> of(AuditResult audit, FindingLimits limits) {
    AuditView view = new AuditView(audit);
    return Stream.of(
            new PairFindings(view, limits).found(),
            new ShareFindings(view, limits).found(),
            new SampleFindings(view, limits).found(),
            new RowFindings(view, limits).found(),
            new ModelFindings(view, limits).found(),
            new ChangeFindings(view, limits).found())
        .flatMap(List::stream)
        .sorted(Finding::compare)
        .toList();
  }
}
