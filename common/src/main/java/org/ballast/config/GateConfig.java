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
                "Largest size, signs apart, of any other measure of audit.json by its name: of the"
                    + " training rows for every value of an attribute, as {dpl = 0.1, js = 0.05};"
                    + " of predictions, as {equalized_odds_difference = 0.1}, {log_loss = 0.7} or"
                    + " {directional_attribute_to_task = 0.02}; the latter only in audits of"
                    + " predictions.",
            byDefault = "{}",
            min = 0)
        Map<String, Double> maxMeasure,
    @Setting(
            value =
                "Smallest value of a measure of predictions by its name, as"
                    + " {demographic_parity_ratio = 0.8}, the four-fifths rule; only audits of"
                    + " predictions are judged.",
            byDefault = "{}",
            min = 0)
        Map<String, Double> minMeasure,
    @Setting(
            value =
                "Largest share of the rows of val or test that may be in train as well, by any kind"
                    + " of audit.leakage; 1: no gate.",
            byDefault = "1",
            min = 0,
            max = 1)
        double maxLeakage,
    @Setting(
            value =
                "Largest loss of accuracy of any declared group against the predictions of"
                    + " --against-predictions; 1: no gate; only such audits are judged.",
            byDefault = "1",
            min = 0,
            max = 1)
        double maxAccuracyLoss,
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
