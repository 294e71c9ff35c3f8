package org.ballast.stats;

import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The smallest accuracy of a group that has rows.
 *
 * <p>The worst group's own interval would not do: which group is worst was read off the same rows.
 * The low end is the smallest low end of all groups at the level asked for, which is above the true
 * minimum no more often than the truly worst group's own; the high end is the smallest high end at
 * level 1 − (1 − level) / k for k groups (Bonferroni), so that with all of them the true minimum is
 * above it no more often than asked for.
 */
final class WorstGroup {
  static final String METHOD =
      "smallest accuracy of a group; low end the smallest of the groups' Wilson intervals, high end"
          + " the smallest at a level for all groups together (Bonferroni)";
  private final List<Confusion> groups;

  WorstGroup(List<Confusion> groups) {
    this.groups = groups;
  }

  /** Which group it is, the first of several; empty if none has rows. */
  OptionalInt index() {
    return IntStream.range(0, groups.size())
        .filter(i -> groups.get(i).rows() > 0)
        .reduce((a, b) -> groups.get(b).accuracy() < groups.get(a).accuracy() ? b : a);
  }

  /** The smallest accuracy with its interval; undefined if no group has rows. */
  Measure measure(double level) {
    OptionalInt worst = index();
    if (worst.isEmpty()) {
      return Measure.undefined(METHOD, "no group has a row");
    }
    List<Confusion> present = groups.stream().filter(g -> g.rows() > 0).toList();
    double adjusted = 1 - (1 - level) / present.size();
    double low = 1;
    double high = 1;
    for (Confusion group : present) {
      Measure plain = Rate.ACCURACY.of(group, level);
      Measure wide = Rate.ACCURACY.of(group, adjusted);
      low = plain.low() == null ? low : Math.min(low, plain.low());
      high = wide.high() == null ? high : Math.min(high, wide.high());
    }
    return Measure.of(groups.get(worst.getAsInt()).accuracy(), METHOD).within(low, high, level);
  }

  /** The mean of the smallest over counts drawn anew (Efron 1979), less the smallest. */
  double bias(int resamples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double sum = 0;
    for (int b = 0; b < resamples; b++) {
      double smallest = 1;
      for (Confusion g : groups) {
        if (g.rows() > 0) {
          long right = BinomialSampler.draw(random, g.rows(), g.accuracy());
          smallest = Math.min(smallest, (double) right / g.rows());
        }
      }
      sum += smallest;
    }
    return sum / resamples - groups.get(index().orElseThrow()).accuracy();
  }
}
