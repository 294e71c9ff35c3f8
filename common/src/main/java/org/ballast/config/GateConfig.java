package org.ballast.config;

import java.util.List;
import java.util.Map;

/**
 * What stops a pipeline; the keys are documented where they are declared. An audit that fails a
 * gate writes its results and ends with exit code 4.
 */
public record GateConfig(
    @Setting(
            value = "Names of the audits that the gates are for; empty: every audit.",
            byDefault = "[]")
        List<String> audits,
    @Setting(
            value =
                "What decides: the estimate; the end of its interval on the bad side (worst-end: it"
                    + " passes only if the whole interval is within the limit); or that on the good"
                    + " side (best-end: it fails only if the whole interval is beyond the limit).",
            byDefault = "estimate")
        DecideBy decideBy,
    @Setting(
            value =
                "Largest bias-corrected Cramér's V of the label with an attribute in the training"
                    + " rows, by attribute; `every` stands for those not named.",
            byDefault = "{}",
            min = 0,
            max = 1)
        Map<String, Double> maxCramersV,
    @Setting(
            value =
                "Largest accuracy that an attribute alone may add to always saying the most"
                    + " frequent class in the training rows, by attribute or `every`.",
            byDefault = "{}",
            min = 0,
            max = 1)
        Map<String, Double> maxShortcutGain,
    @Setting(
            value = "Smallest share of any declared group in each split; 0: no gate.",
            byDefault = "0",
            min = 0,
            max = 1)
        double minGroupShare,
    @Setting(
            value = "Fewest rows of any declared group in each split; 0: no gate.",
            byDefault = "0",
            min = 0,
            max = 1e15)
        long minGroupRows,
    @Setting(
            value =
                "Largest difference of any share in the training rows from audit.reference; 1: no"
                    + " gate.",
            byDefault = "1",
            min = 0,
            max = 1)
        double maxReferenceDifference,
    @Setting(
            value =
                "Largest difference between two groups of one attribute by measure, as {accuracy ="
                    + " 0.1, fpr = 0.05}; only audits of predictions are judged.",
            byDefault = "{}",
            min = 0,
            max = 1)
        Map<String, Double> maxGap,
    @Setting(
            value =
                "Smallest accuracy of the worst declared group; 0: no gate; only audits of"
                    + " predictions are judged.",
            byDefault = "0",
            min = 0,
            max = 1)
        double minWorstGroupAccuracy) {

  /** The key that stands for every attribute that is not named. */
  public static final String EVERY = "every";

  /** What decides whether a number is within its limit. */
  public enum DecideBy {
    ESTIMATE,
    WORST_END,
    BEST_END
  }
}
