package org.ballast.config;

/** What an audit tolerates before it tells; the keys are documented where they are declared. */
public record FindingsConfig(
    @Setting(
            value =
                "Bias-corrected Cramér's V of label and attribute above which they are told to go"
                    + " together; the lower end of its interval decides.",
            byDefault = "0.1",
            min = 0.001,
            max = 1)
        double association,
    @Setting(
            value =
                "Accuracy that an attribute alone may add to always saying the most frequent class;"
                    + " the lower end of its interval decides.",
            byDefault = "0.02",
            min = 0.001,
            max = 1)
        double shortcut,
    @Setting(
            value =
                "Share of the rows below which a group or value is rare, and never more than half"
                    + " of an even share; the upper end of its interval decides.",
            byDefault = "0.05",
            min = 0.000001,
            max = 0.5)
        double rareShare,
    @Setting(
            value =
                "Difference of a share from that of the reference population; the end of its"
                    + " interval that is nearer to the reference decides.",
            byDefault = "0.02",
            min = 0.001,
            max = 1)
        double reference,
    @Setting(
            value =
                "Difference of accuracy, true or false positive rate, precision or area under the"
                    + " curve between two groups; the lower end of its interval decides.",
            byDefault = "0.05",
            min = 0.001,
            max = 1)
        double gap,
    @Setting(
            value =
                "How far the accuracy of the worst group may lie below the average; the upper end"
                    + " of its interval decides, which allows for the choice of the group.",
            byDefault = "0.1",
            min = 0.001,
            max = 1)
        double worstGroup,
    @Setting(
            value =
                "How far the accuracy of a group may lie below that of the predictions it is"
                    + " compared with; the upper end of the difference's interval decides, and"
                    + " McNemar's test.",
            byDefault = "0.01",
            min = 0.001,
            max = 1)
        double loss,
    @Setting(
            value =
                "By how much predictions may exaggerate what goes together in training, as the mean"
                    + " share of rows of directional bias amplification; the lower end of its"
                    + " interval decides.",
            byDefault = "0.01",
            min = 0.001,
            max = 1)
        double amplification,
    @Setting(
            value =
                "Share of the validation or test rows that may be in training as well; the lower"
                    + " end of its interval decides.",
            byDefault = "0.01",
            min = 0.0001,
            max = 1)
        double leakage,
    @Setting(
            value =
                "How far the training split may differ from another, or these rows from those they"
                    + " are compared with, in how closely label and attribute go together or how"
                    + " uneven either is, each in [0, 1]; the end of the difference's interval that"
                    + " is nearer to 0 decides.",
            byDefault = "0.1",
            min = 0.001,
            max = 1)
        double shift,
    @Setting(
            value = "Rows in a split below which a group is told to be too small to be judged.",
            byDefault = "30",
            min = 1,
            max = 1e9)
        long smallGroup) {}
