package org.ballast.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How numbers are written for people. */
final class Numbers {
  /** What stands where there is no number. */
  static final String NONE = "–";

  private Numbers() {}

  /** A share in per cent with one decimal, without the sign: {@code 81.2}. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  /** A difference of shares in points with its sign: {@code +3.2}, {@code −0.4}. */
  static String signed(double difference) {
    return String.format(Locale.ROOT, "%+.1f", 100 * difference).replace('-', '−');
  }

  /** The interval in per cent: {@code 74.9–86.3}; empty if there is none. */
  static String interval(@Nullable Estimate estimate) {
    if (estimate == null || estimate.low() == null || estimate.high() == null) {
      return "";
    }
    return percent(estimate.low()) + "–" + percent(estimate.high());
  }

  /** Value and interval: {@code 81.2 % (74.9–86.3)}. */
  static String withInterval(@Nullable Estimate estimate) {
    if (estimate == null) {
      return NONE;
    }
    String interval = interval(estimate);
    return percent(estimate.mean()) + " %" + (interval.isEmpty() ? "" : " (" + interval + ")");
  }

  /** A whole number with thousands set apart by a thin space. */
  static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', '\u2009');
  }

  /** Up to three significant digits after the point: {@code 0.412}. */
  static String decimal(double number) {
    return String.format(Locale.ROOT, "%.3f", number);
  }

  /** {@code 1 candidate}, {@code 2 candidates}. */
  static String count(long number, String what) {
    return whole(number) + " " + what + (number == 1 ? "" : "s");
  }

  /** A time for people: {@code 42 s}, {@code 3 min 5 s}, {@code 2 h 10 min}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
