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
        int parallel,
    @Setting(
            value =
                "Trials that one task trains in lockstep, if they differ in method and control vector"
                    + " only: they share rows and the frozen part, and one device.",
            byDefault = "1",
            min = 1,
            max = 256)
        int vectorsPerTask,
    @Setting(
            value =
                "Attempts at a trial that may be lost with their executor, or break, before the trial"
                    + " is recorded as failed.",
            byDefault = "5",
            min = 1,
            max = 500)
        int attempts,
    @Setting(
            value = "Seconds between the heartbeats of a running trial.",
            byDefault = "10",
            min = 1,
            max = 30)
        int heartbeatSeconds,
    @Setting(
            value =
                "Only a share of the trials, as 2/3: those whose position leaves the remainder 1 by 3."
                    + " For several applications with a run directory each, which front --from"
                    + " brings together; empty: all.",
            byDefault = "\"\"")
        String share,
    @Setting(
            value = "Rounds that place further control vectors where the front needs them.",
            byDefault = "{}")
        RefineConfig refine) {

  /** Where and how far the front is refined after the declared trials. */
  public record RefineConfig(
      @Setting(
              value = "Most trials that the rounds may add; 0: no rounds.",
              byDefault = "0",
              min = 0,
              max = 1e5)
          int budget,
      @Setting(
              value = "Control vectors of a round, trained side by side.",
              byDefault = "8",
              min = 1,
              max = 1000)
          int perRound,
      @Setting(
              value =
                  "Ends the rounds when no control vector is expected to add this share of the"
                      + " hypervolume above front.reference-point.",
              byDefault = "0.005",
              min = 0,
              max = 1)
          double tolerance,
      @Setting(
              value =
                  "Smallest weight of a control vector whose weights add up to 1, below 1 over the"
                      + " number of groups: how far the rounds go into the corners.",
              byDefault = "0.1",
              min = 1e-6,
              max = 0.5)
          double smallestWeight,
      @Setting(value = "The data variant.", byDefault = "original") String data,
      @Setting(value = "cpt, scalarized or groupdro.", byDefault = "cpt") Method method,
      @Setting(
              value = "Seeds of each control vector; its objectives are the means over them.",
              byDefault = "[1]")
          List<Long> seeds) {}

  /** A block of trials. */
  public record TrialsConfig(
      @Setting(
              value =
                  "Data variants: original, or names under curate.variants. A row with the weight w,"
                      + " as reweigh gives it, is trained on as w rows: in erm and linear-probe"
                      + " among all rows, in the other methods, which draw every group alike, among"
                      + " those of its group. Evaluations count every row once.",
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

    /** Whether every batch holds equally many rows of each group, however many there are. */
    public boolean balancesGroups() {
      return this != ERM && this != LINEAR_PROBE;
    }
  }
}
