package org.ballast.stats;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/** How the numbers and groups of an audit are said in a sentence. */
public final class Wording {
  /** Values that say nothing without the name of their column. */
  private static final Pattern NEEDS_COLUMN =
      Pattern.compile(
          "(?i)yes|no|true|false|none|other|unknown|present|absent|low|medium|high"
              + "|[^\\p{L}]*|.|[\\[(].*, .*[\\])]");

  private static final Map<String, String> NAMES =
      Map.of(
          "tpr", "true positive rate",
          "fpr", "false positive rate",
          "fnr", "false negative rate",
          "auc", "area under the ROC curve",
          "cramers_v_corrected", "bias-corrected Cramér's V",
          "shortcut_gain", "accuracy gained by knowing the attribute alone");

  private Wording() {}

  /** A share in per cent, with more decimals if it is small: {@code 3.4 %}, {@code 0.02 %}. */
  public static String percent(double share) {
    return bare(share) + " %";
  }

  private static String bare(double share) {
    boolean small = share > 0 && share < 0.001;
    return String.format(Locale.ROOT, small ? "%.2g" : "%.1f", 100 * share);
  }

  /** A difference of shares in points: {@code 12.3 points}. */
  static String points(double difference) {
    return String.format(Locale.ROOT, "%.1f points", 100 * difference);
  }

  /** A plain number: {@code 0.53}. */
  public static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** A whole number with its thousands set apart. */
  public static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 0.53 [0.51, 0.56]}. */
  public static String decimal(Measure measure) {
    return said(measure, Wording::decimal, Wording::decimal);
  }

  /** {@code 3.4 % [2.1, 5.1]}. */
  public static String percent(Measure measure) {
    return said(measure, Wording::percent, Wording::bare);
  }

  /** {@code 12.3 points [10.1, 14.5]}. */
  static String points(Measure measure) {
    return said(measure, Wording::points, Wording::bare);
  }

  private static String said(
      Measure measure, DoubleFunction<String> value, DoubleFunction<String> end) {
    if (measure.value() == null) {
      return "undefined (" + measure.undefinedBecause() + ")";
    }
    String said = value.apply(measure.value());
    return measure.low() == null || measure.high() == null
        ? said
        : said + " [" + end.apply(measure.low()) + ", " + end.apply(measure.high()) + "]";
  }

  /** The values of a group, with their columns where they need them: {@code ham with html}. */
  public static String group(@Nullable GroupKey group) {
    return group == null
        ? "–"
        : group.values().entrySet().stream()
            .map(e -> value(e.getKey(), e.getValue()))
            .collect(Collectors.joining(" with "));
  }

  /** One value, with its column if it says nothing without: {@code html}, {@code toxic=yes}. */
  public static String value(String column, String value) {
    return plain(NEEDS_COLUMN.matcher(value).matches() ? column + "=" + value : value);
  }

  /** The columns: {@code spam × html}. */
  public static String columns(List<String> columns) {
    return plain(String.join(" × ", columns));
  }

  /** The words of a measure's name: {@code tpr} is the true positive rate. */
  public static String measure(String name) {
    return name.endsWith("_gap")
        ? measure(name.substring(0, name.length() - "_gap".length())) + " gap"
        : NAMES.getOrDefault(name, name.replace('_', ' '));
  }

  /** A name from the data on one line, whatever is in it. */
  static String plain(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }

  /** {@code a}, {@code a and b}, {@code a, b and 3 more}. */
  static String list(List<String> items, int most) {
    if (items.size() > most) {
      int more = items.size() - most + 1;
      return String.join(", ", items.subList(0, most - 1)) + " and " + more + " more";
    }
    int last = items.size() - 1;
    return last < 1
        ? String.join("", items)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }
}
