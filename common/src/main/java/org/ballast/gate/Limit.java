package org.ballast.gate;

import java.util.List;
import java.util.Locale;
import org.ballast.config.GateConfig.DecideBy;
import org.ballast.group.GroupKey;
import org.ballast.stats.Measure;
import org.ballast.stats.Wording;
import org.jspecify.annotations.Nullable;

/**
 * A limit and how it is decided.
 *
 * @param gate its key
 * @param side whether it is the largest or the smallest that is allowed
 * @param value what is allowed
 * @param decideBy what of a number decides
 * @param unit how the number is written
 */
record Limit(String gate, Side side, double value, DecideBy decideBy, Unit unit) {

  /** Which way numbers may not go. */
  enum Side {
    AT_MOST,
    AT_LEAST
  }

  /** How a number is written. */
  enum Unit {
    PLAIN,
    SHARE,
    ROWS
  }

  /** Holds a number to the limit. */
  GateCheck check(
      String measure, String split, List<String> columns, @Nullable GroupKey group, Measure found) {
    Double decisive = decisive(found);
    boolean passed = decisive != null && isWithin(decisive);
    return new GateCheck(
        gate,
        measure,
        split,
        columns,
        group,
        found,
        decideBy,
        value,
        passed,
        because(measure, split, columns, group, found, decisive));
  }

  /** A number without its sign; its interval reaches down to 0 if it holds 0. */
  static Measure size(Measure found) {
    if (found.value() == null) {
      return found;
    }
    Measure size = Measure.of(Math.abs(found.value()), found.method());
    if (found.low() == null || found.high() == null || found.level() == null) {
      return size;
    }
    double nearest = Math.max(0, Math.max(found.low(), -found.high()));
    double farthest = Math.max(Math.abs(found.low()), Math.abs(found.high()));
    return size.within(nearest, farthest, found.level());
  }

  private boolean isWithin(double decisive) {
    return side == Side.AT_MOST ? decisive <= value : decisive >= value;
  }

  /** How near a number is to failing, for the choice of the one that is told; undefined first. */
  double badness(Measure found) {
    Double decisive = decisive(found);
    if (decisive == null) {
      return Double.POSITIVE_INFINITY;
    }
    return side == Side.AT_MOST ? decisive : -decisive;
  }

  /** The part of the number that decides; null if it does not exist. */
  private @Nullable Double decisive(Measure found) {
    if (unit == Unit.ROWS || decideBy == DecideBy.ESTIMATE) {
      return found.value();
    }
    boolean high = (side == Side.AT_MOST) == (decideBy == DecideBy.WORST_END);
    return high ? found.high() : found.low();
  }

  private String because(
      String measure,
      String split,
      List<String> columns,
      @Nullable GroupKey group,
      Measure found,
      @Nullable Double decisive) {
    return gate
        + ": expected "
        + Wording.measure(measure)
        + " of "
        + (group == null ? Wording.columns(columns) : Wording.group(group))
        + " in "
        + split
        + " to be "
        + (side == Side.AT_MOST ? "at most " : "at least ")
        + written(value)
        + ", found "
        + found(found)
        + decided(found, decisive);
  }

  private String decided(Measure found, @Nullable Double decisive) {
    if (unit == Unit.ROWS || found.value() == null) {
      return "";
    }
    if (decisive == null) {
      return ", which has no interval (" + found.method() + ")";
    }
    return switch (decideBy) {
      case ESTIMATE -> "";
      case WORST_END -> ", not wholly within";
      case BEST_END -> ", wholly beyond";
    };
  }

  private String found(Measure found) {
    if (found.value() == null) {
      return "none: " + found.undefinedBecause();
    }
    return switch (unit) {
      case PLAIN -> Wording.decimal(found);
      case SHARE -> Wording.percent(found);
      case ROWS -> Wording.whole(Math.round(found.value()));
    };
  }

  private String written(double number) {
    return switch (unit) {
      case PLAIN -> String.format(Locale.ROOT, "%s", number);
      case SHARE -> Wording.percent(number);
      case ROWS -> Wording.whole(Math.round(number));
    };
  }
}
