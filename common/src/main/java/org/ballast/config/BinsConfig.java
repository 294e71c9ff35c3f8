package org.ballast.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How a numeric attribute is cut into bins; a list alone stands for its edges. */
public record BinsConfig(
    @Setting(
            value =
                "Edges of half-open bins, ascending: [0, 18, 65] gives [0, 18) and [18, 65). bins ="
                    + " [0, 18, 65] is the same.",
            byDefault = "[]")
        List<Double> edges,
    @Setting(
            value =
                "Bins below the first and from the last edge on are added; otherwise a number"
                    + " outside is a value that is not declared.",
            byDefault = "false")
        boolean openEnded,
    @Setting(
            value =
                "Number of bins that hold about equally many training rows, named q1, q2 and so on"
                    + " from the smallest numbers; 0: none. The cuts of the ingest are kept and bin"
                    + " other data alike.",
            byDefault = "0",
            min = 0,
            max = 100)
        int quantiles,
    @Setting(
            value =
                "How quantiles are found: exact, or by a sketch (Greenwald & Khanna 2001) whose"
                    + " rank is wrong by at most 1/10,000 of the rows.",
            byDefault = "exact")
        By by) {

  /** How quantiles are found. */
  public enum By {
    EXACT,
    SKETCH
  }

  /** Whether there is any bin. */
  public boolean isGiven() {
    return !edges.isEmpty() || quantiles > 0;
  }

  /** Whether the bins are cut by what the training rows hold. */
  public boolean isQuantile() {
    return quantiles > 0;
  }

  /** The names of the bins from the smallest numbers to the largest. */
  public List<String> names() {
    if (isQuantile()) {
      return IntStream.rangeClosed(1, quantiles).mapToObj(i -> "q" + i).toList();
    }
    List<String> ends = new ArrayList<>(edges.stream().map(SettingKey::number).toList());
    if (openEnded) {
      ends.add(0, "-inf");
      ends.add("inf");
    }
    return IntStream.range(1, ends.size())
        .mapToObj(
            i ->
                (ends.get(i - 1).equals("-inf") ? "(" : "[")
                    + ends.get(i - 1)
                    + ", "
                    + ends.get(i)
                    + ")")
        .toList();
  }
}
