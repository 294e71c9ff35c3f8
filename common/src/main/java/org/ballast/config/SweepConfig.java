package org.ballast.config;

import java.util.List;

/** Which prompts are trained; the keys are documented where they are declared. */
public record SweepConfig(
    @Setting(
            value =
                "Blocks of trials; every combination of a block's data, methods, control vectors"
                    + " and seeds is one trial.",
            byDefault = "[]")
        List<TrialsConfig> trials,
    @Setting(
            value = "Share of the trials that may fail before the job's exit code says so.",
            byDefault = "0",
            min = 0,
            max = 1)
        double tolerateFailed,
    @Setting(
            value =
                "Trials side by side on one machine; 0: as many as its cores over train.threads.",
            byDefault = "0",
            min = 0,
            max = 1024)
        int parallel) {

  /** A block of trials. */
  public record TrialsConfig(
      @Setting(
              value = "Data variants: original, or names under curate.variants.",
              byDefault = "[original]")
          List<String> data,
      @Setting("cpt, scalarized, groupdro, reweight, erm or linear-probe.") List<Method> methods,
      @Setting(
              value =
                  "Control vectors: one weight per group each, in the order of the group grid (the"
                      + " label's values, within each the attribute's). For cpt, scalarized and"
                      + " groupdro.",
              byDefault = "[]")
          List<List<Double>> control,
      @Setting(
              value =
                  "Adds every control vector (k_1, …, k_m) / lattice with whole k_i of at least 1"
                      + " that add up to this; 0: none.",
              byDefault = "0",
              min = 0,
              max = 64)
          int lattice,
      @Setting(value = "Seeds.", byDefault = "[1]") List<Long> seeds) {}

  /** The training methods. */
  public enum Method {
    /** Controllable prompt tuning: the balancing program (Phan et al. 2024). */
    CPT,
    /** Group losses weighted by the control vector. */
    SCALARIZED,
    /** Group DRO (Sagawa et al. 2020), plain or steered by a control vector. */
    GROUPDRO,
    /** Groups sampled equally, plain mean of the losses. */
    REWEIGHT,
    /** Plain training: rows drawn as they come. */
    ERM,
    /** As plain training, with a head and no prompts. */
    LINEAR_PROBE;

    /** The name in configuration and artefacts, as {@code linear-probe}. */
    public String key() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** Whether the method reads a control vector. */
    public boolean controllable() {
      return this == CPT || this == SCALARIZED || this == GROUPDRO;
    }
  }
}
