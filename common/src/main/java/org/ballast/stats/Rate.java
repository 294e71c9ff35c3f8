package org.ballast.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** A share that the counts of right and wrong predictions define. */
enum Rate {
  /** Right of all. */
  ACCURACY(Confusion::right, Confusion::rows, "the group has no row"),
  /** Wrong of all. */
  ERROR(c -> c.rows() - c.right(), Confusion::rows, "the group has no row"),
  /** Predicted positive of the positive. */
  TPR(Confusion::hits, Confusion::positives, "it has no positive row"),
  /** Predicted positive of the negative. */
  FPR(Confusion::falseAlarms, Confusion::negatives, "it has no negative row"),
  /** Not predicted positive of the positive. */
  FNR(Confusion::misses, Confusion::positives, "it has no positive row"),
  /** Not predicted positive of the negative. */
  TNR(c -> c.negatives() - c.falseAlarms(), Confusion::negatives, "it has no negative row"),
  /** Positive of those predicted positive. */
  PRECISION(Confusion::hits, Confusion::selected, "no row is predicted positive"),
  /** Predicted positive of all. */
  SELECTION_RATE(Confusion::selected, Confusion::rows, "the group has no row");

  /** Those that do not look at one class. */
  static final List<Rate> OF_ALL = List.of(ACCURACY, ERROR);

  /** Those that depend on which class is positive. */
  static final List<Rate> OF_A_CLASS =
      Arrays.stream(values()).filter(r -> !OF_ALL.contains(r)).toList();

  private final ToLongFunction<Confusion> counted;
  private final ToLongFunction<Confusion> among;
  private final String ifNone;

  Rate(ToLongFunction<Confusion> counted, ToLongFunction<Confusion> among, String ifNone) {
    this.counted = counted;
    this.among = among;
    this.ifNone = ifNone;
  }

  /** The name in an audit. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The share with its Wilson interval; undefined, with the reason, if it is of none. */
  Measure of(Confusion confusion, double level) {
    return Wilson.share(
        counted.applyAsLong(confusion), among.applyAsLong(confusion), level, ifNone);
  }
}
