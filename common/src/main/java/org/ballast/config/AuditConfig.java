package org.ballast.config;

import java.util.List;
import java.util.Map;

/** What an audit measures; the keys are documented where they are declared. */
public record AuditConfig(
    @Setting(
            value = "Confidence level of every interval.",
            byDefault = "0.95",
            min = 0.5,
            max = 0.9999)
        double level,
    @Setting(
            value =
                "Columns of the largest intersections that are tabulated, the label being one: 2 is"
                    + " every label × attribute and attribute × attribute pair, 3 adds label ×"
                    + " two attributes, 4 adds label × three attributes and three attributes by"
                    + " themselves; each step costs about as many times more as there are"
                    + " attributes.",
            byDefault = "3",
            min = 2,
            max = 4)
        int intersections,
    @Setting(
            value =
                "Cells with fewer rows than this, and at least one, are withheld from everything"
                    + " that is shown, with whatever could give them away; exact counts are kept"
                    + " apart in the folder internal; 0: none.",
            byDefault = "0",
            min = 0,
            max = 1e9)
        long suppressBelow,
    @Setting(
            value = "Bootstrap resamples where an interval has no closed form.",
            byDefault = "1000",
            min = 100,
            max = 1e6)
        int resamples,
    @Setting(
            value =
                "Shares of a reference population by column and value, as {sex = {male = 0.49,"
                    + " female = 0.51}}; columns may be missing.",
            byDefault = "{}")
        Map<String, Map<String, Double>> reference,
    @Setting(value = "What is tolerated before it is told.", byDefault = "{}")
        FindingsConfig findings,
    @Setting(value = "What stops a pipeline.", byDefault = "{}") GateConfig gate,
    @Setting(value = "Rows that are in several splits.", byDefault = "{}") LeakageConfig leakage,
    @Setting(
            value =
                "Rows from which on a combination of values counts as covered; rarer ones are"
                    + " listed, the most general first.",
            byDefault = "30",
            min = 1,
            max = 1e9)
        long coverageThreshold,
    @Setting(
            value =
                "The value of an attribute that its other values are compared with when predictions"
                    + " are audited, as {sex = male}; attributes may be missing: the group with the"
                    + " most rows.",
            byDefault = "{}")
        Map<String, String> compareWith,
    @Setting(
            value = "Bins of scores for calibration errors and reliability tables.",
            byDefault = "15",
            min = 1,
            max = 1000)
        int calibrationBins,
    @Setting(
            value =
                "equal-width: bins of equal width over [0, 1]; equal-mass: bins that end at"
                    + " quantiles of the split's scores.",
            byDefault = "equal-width")
        Binning calibrationBinning,
    @Setting(
            value =
                "Declared cells of a split, in all tables, up to which audit.json holds every"
                    + " number. Of an audit with more it holds columns by themselves, the groups,"
                    + " the label with each attribute, main measures of other tables, and says in"
                    + " `condensed` which Parquet tables in details, which always hold everything,"
                    + " have the rest.",
            byDefault = "1000",
            min = 0,
            max = 1e9)
        long jsonCells) {

  /** How scores are binned. */
  public enum Binning {
    EQUAL_WIDTH,
    EQUAL_MASS
  }

  /** What the numbers depend on: all but the gates, which are judged anew on every run. */
  public List<Object> measured() {
    return List.of(
        level,
        intersections,
        suppressBelow,
        resamples,
        reference,
        findings,
        leakage,
        coverageThreshold,
        compareWith,
        calibrationBins,
        calibrationBinning,
        jsonCells);
  }
}
