package org.ballast.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/** How the rows of a split are spread over declared cells. */
final class Representation {
  private final AuditSettings settings;

  Representation(AuditSettings settings) {
    this.settings = settings;
  }

  /** Every declared cell with its share of the split. */
  List<AuditResult.Represented> cells(String split, GroupCounts counts) {
    long total = counts.total();
    return IntStream.range(0, counts.grid().size())
        .mapToObj(
            i -> {
              Measure share =
                  Wilson.share(counts.count(i), total, settings.level(), "the split has no row");
              return cell(split, counts.grid().group(i), counts.count(i), share);
            })
        .toList();
  }

  /** The same cells without any number that tells their counts. */
  List<AuditResult.Represented> withheldCells(String split, List<GroupKey> groups) {
    Measure share = Measure.undefined(Wilson.METHOD, Audit.SUPPRESSED);
    return groups.stream().map(g -> cell(split, g, null, share)).toList();
  }

  private AuditResult.Represented cell(
      String split, GroupKey group, @Nullable Long count, Measure share) {
    Double reference = reference(group);
    Double value = share.value();
    return new AuditResult.Represented(
        split,
        group,
        count,
        value,
        share.low(),
        share.high(),
        share.level(),
        share.method(),
        reference,
        value == null || reference == null || reference == 0 ? null : value / reference,
        count == null ? true : null,
        share.undefinedBecause());
  }

  /** Reference shares are declared per column: a cell of several columns has none. */
  private @Nullable Double reference(GroupKey group) {
    if (group.values().size() != 1) {
      return null;
    }
    Map.Entry<String, String> only = group.values().entrySet().iterator().next();
    return settings.reference().getOrDefault(only.getKey(), Map.of()).get(only.getValue());
  }

  /** The spread over all cells of a grid. */
  AuditResult.RepresentationSummary summary(String split, GroupCounts counts) {
    int smallest = extreme(counts, -1);
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("effective_groups", effectiveGroups(counts));
    measures.put("imbalance_ratio", imbalance(counts, smallest, extreme(counts, 1)));
    return new AuditResult.RepresentationSummary(
        split,
        counts.grid().columns(),
        counts.grid().size(),
        IntStream.range(0, counts.grid().size()).filter(i -> counts.count(i) == 0).count(),
        AuditResult.Cell.open(counts.grid().group(smallest), counts.count(smallest)),
        measures);
  }

  /** The same summary without any number that tells counts. */
  AuditResult.RepresentationSummary withheldSummary(String split, GroupCounts counts) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    for (String name : List.of("effective_groups", "imbalance_ratio")) {
      measures.put(name, Measure.undefined(name, Audit.SUPPRESSED));
    }
    return new AuditResult.RepresentationSummary(
        split, counts.grid().columns(), counts.grid().size(), null, null, measures);
  }

  private static int extreme(GroupCounts counts, int sign) {
    return IntStream.range(0, counts.grid().size())
        .reduce((a, b) -> sign * counts.count(b) > sign * counts.count(a) ? b : a)
        .orElseThrow();
  }

  private Measure effectiveGroups(GroupCounts counts) {
    String method = "exp of the entropy of the cells' shares in nats";
    if (counts.total() == 0) {
      return Measure.undefined(method, "the split has no row");
    }
    return counts.grid().size() == 1
        ? Measure.of(1, method).remark("no interval: there is one cell")
        : Evenness.of(counts.counts()).effectiveCells(method, settings.level());
  }

  private Measure imbalance(GroupCounts counts, int smallest, int largest) {
    String method = "rows of the largest cell / rows of the smallest";
    GroupKey group = counts.grid().group(smallest);
    if (counts.count(smallest) == 0) {
      return Measure.undefined(method, "no row has " + group);
    }
    double ratio = (double) counts.count(largest) / counts.count(smallest);
    double z =
        Wilson.quantile(settings.level())
            * Math.sqrt(1.0 / counts.count(largest) + 1.0 / counts.count(smallest));
    return Measure.of(ratio, method)
        .within(Math.max(1, ratio * Math.exp(-z)), ratio * Math.exp(z), settings.level())
        .remark("log-normal interval; which cells these are was taken as given");
  }
}
