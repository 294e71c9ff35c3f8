package org.ballast.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * Rows by split and group, and those of them that other splits have as well.
 *
 * @param kind {@code duplicates}, {@code near_duplicates} or {@code units}
 * @param method what makes two rows the same, in words
 * @param notes what a reader has to know, in sentences
 * @param rows by split, label and group attributes the rows that were looked at
 * @param elsewhere those that are in another split, too
 * @param inTrain those that are in the training split, too; 0 for its own rows
 */
public record LeakageCounts(
    String kind,
    String method,
    List<String> notes,
    GroupCounts rows,
    GroupCounts elsewhere,
    GroupCounts inTrain) {
  private static final String TRAIN = AuditPlan.SPLIT.values().get(0);

  /** What an audit of the same rows says; withheld whole where a number of it would be small. */
  Leakage result(AuditSettings settings, Audit audit) {
    List<Leakage.Share> shares = new ArrayList<>();
    boolean open = isClean(settings.suppressBelow()) && isOpen(audit);
    for (String split : AuditPlan.SPLIT.values()) {
      if (in(split, rows).total() > 0) {
        shares.addAll(shares(split, settings.level(), open));
      }
    }
    return new Leakage(kind, method, notes, shares);
  }

  private boolean isOpen(Audit audit) {
    List<String> columns = rows.grid().columns();
    List<String> groups = columns.subList(1, columns.size());
    return groups.isEmpty()
        || AuditPlan.SPLIT.values().stream().allMatch(s -> audit.suppression().isOpen(s, groups));
  }

  /** Rows with and without a twin are cells as well, and so is what remains of either. */
  private boolean isClean(long limit) {
    return IntStream.range(0, rows.grid().size())
        .allMatch(
            i ->
                isClean(elsewhere.count(i), limit)
                    && isClean(rows.count(i) - elsewhere.count(i), limit)
                    && isClean(inTrain.count(i), limit)
                    && isClean(rows.count(i) - inTrain.count(i), limit)
                    && isClean(elsewhere.count(i) - inTrain.count(i), limit));
  }

  private static boolean isClean(long count, long limit) {
    return count <= 0 || count >= limit;
  }

  private static long[] counts(String split, GroupCounts counts) {
    int size = counts.grid().size() / AuditPlan.SPLIT.values().size();
    int from = AuditPlan.SPLIT.values().indexOf(split) * size;
    return Arrays.copyOfRange(counts.counts(), from, from + size);
  }

  private record InSplit(long[] cells) {
    long total() {
      return Arrays.stream(cells).sum();
    }
  }

  private static InSplit in(String split, GroupCounts counts) {
    return new InSplit(counts(split, counts));
  }

  private List<Leakage.Share> shares(String split, double level, boolean open) {
    InSplit n = in(split, rows);
    InSplit other = in(split, elsewhere);
    InSplit train = in(split, inTrain);
    List<Leakage.Share> shares = new ArrayList<>();
    shares.add(
        share(split, null, new long[] {n.total(), other.total(), train.total()}, level, open));
    List<GroupGrid.Axis> groups = rows.grid().axes().subList(1, rows.grid().axes().size());
    for (int i = 0; i < n.cells().length && !groups.isEmpty(); i++) {
      long[] counts = {n.cells()[i], other.cells()[i], train.cells()[i]};
      shares.add(share(split, new GroupGrid(groups).group(i), counts, level, open));
    }
    return shares;
  }

  private static Leakage.Share share(
      String split, @Nullable GroupKey group, long[] counts, double level, boolean open) {
    boolean isTrain = split.equals(TRAIN);
    if (!open) {
      Measure withheld = Measure.undefined(Wilson.METHOD, Audit.SUPPRESSED);
      return new Leakage.Share(split, group, null, null, withheld, null, isTrain ? null : withheld);
    }
    return new Leakage.Share(
        split,
        group,
        counts[0],
        counts[1],
        Wilson.share(counts[1], counts[0], level, "the group has no row"),
        isTrain ? null : counts[2],
        isTrain ? null : Wilson.share(counts[2], counts[0], level, "the group has no row"));
  }
}
