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
        Map<String, String> spark,
    @Setting(
            value =
                "What trains: auto takes the GPU that Spark gave to the task if libtorch sees GPUs,"
                    + " gpu refuses to do without one, cpu takes none.",
            byDefault = "auto")
        Device device,
    @Setting(
            value =
                "Days for which ballast clean keeps what a sweep no longer needs: attempts that came"
                    + " to nothing, checkpoints and heartbeats of ended trials, temporary files.",
            byDefault = "7",
            min = 0,
            max = 36500)
        double keepDays) {

  /** What trains. */
  public enum Device {
    AUTO,
    CPU,
    GPU
  }
}
