package org.ballast.config;

import java.util.Map;

/** Where and with what the jobs run; the keys are documented where they are declared. */
public record RunConfig(
    @Setting(
            value = "The seed of splits and samples; each trial has its own beside it.",
            byDefault = "17")
        long seed,
    @Setting(
            value =
                "Spark master when no spark-submit gives one: local[*] uses every core of this"
                    + " machine.",
            byDefault = "\"local[*]\"")
        String master,
    @Setting(value = "Further Spark settings by their own names.", byDefault = "{}")
        Map<String, String> spark) {}
