package org.ballast.report;

import java.util.List;
import java.util.Map;
import org.ballast.group.GroupKey;
import org.ballast.report.Curve.Share;
import org.ballast.report.FrontResult.GroupEstimate;
import org.ballast.report.FrontResult.Point;
import org.jspecify.annotations.Nullable;

/**
 * What the levels of a ladder are shares of, and the same share among the rows of the test split.
 */
final class TestShare {
  private final Share asked;
  private final List<GroupEstimate> test;

  private TestShare(Share asked, List<GroupEstimate> test) {
    this.asked = asked;
    this.test = test;
  }

  /**
   * The share.
   *
   * @param rung one of the ladder's
   * @param points results along the ladder, which all have the same test rows
   */
  static Share of(PlannedData rung, List<Point> points) {
    Share asked =
        new Share(
            rung.parameter("attribute").asText(),
            rung.parameter("value").asText(),
            rung.labelColumn(),
            rung.parameter("label").asText(),
            null,
            null);
    List<GroupEstimate> test =
        points.stream()
            .map(Point::testGroups)
            .filter(groups -> !groups.isEmpty())
            .findFirst()
            .orElse(List.of());
    return new TestShare(asked, test).measured();
  }

  private Share measured() {
    String undefined = undefinedBecause();
    return new Share(
        asked.attribute(),
        asked.value(),
        asked.labelColumn(),
        asked.label(),
        undefined == null ? (Double) ((double) rows(both()) / rows(label())) : null,
        undefined);
  }

  private @Nullable String undefinedBecause() {
    if (test.isEmpty()) {
      return "there is no result on test rows";
    }
    if (!test.get(0).group().values().keySet().containsAll(both().keySet())) {
      return "the groups of the test rows do not tell " + asked.attribute();
    }
    return rows(label()) == 0
        ? "no test row has " + asked.labelColumn() + " = " + asked.label()
        : null;
  }

  private Map<String, String> label() {
    return Map.of(asked.labelColumn(), asked.label());
  }

  private Map<String, String> both() {
    return Map.of(asked.labelColumn(), asked.label(), asked.attribute(), asked.value());
  }

  private long rows(Map<String, String> values) {
    return test.stream().filter(g -> has(g.group(), values)).mapToLong(GroupEstimate::rows).sum();
  }

  private static boolean has(GroupKey group, Map<String, String> values) {
    return group.values().entrySet().containsAll(values.entrySet());
  }
}
