package org.ballast.config;

/** Which rows of one split are looked for in another. */
public record LeakageConfig(
    @Setting(
            value =
                "Rows of one split whose text (of ingested rows without a text: the whole input row)"
                    + " is also in another split. Ingested rows have a hash of it; of other Parquet"
                    + " the text is read.",
            byDefault = "true")
        boolean duplicates,
    @Setting(
            value = "Rows of one split whose dataset.split.unit is also in another split.",
            byDefault = "true")
        boolean units,
    @Setting(
            value =
                "Texts that share at least this part of their word shingles (Jaccard) with one of"
                    + " another split; 0: not looked for, because every text must be read.",
            byDefault = "0",
            min = 0,
            max = 1)
        double nearDuplicates,
    @Setting(value = "Words per shingle.", byDefault = "3", min = 1, max = 20) int shingle,
    @Setting(
            value =
                "Texts at most that a text is compared with per hash that they share. Where more"
                    + " share it, the numbers are lower bounds and say so.",
            byDefault = "50",
            min = 1,
            max = 10000)
        int candidates) {}
