package org.ballast.config;

/** How results are compared; the keys are documented where they are declared. */
public record FrontConfig(
    @Setting(
            value =
                "How one trial is recommended: knee, or best-average among those whose worst group"
                    + " reaches worst-group-at-least.",
            byDefault = "knee")
        Policy policy,
    @Setting(
            value = "Validation worst-group accuracy that best-average asks for.",
            byDefault = "0",
            min = 0,
            max = 1)
        double worstGroupAtLeast,
    @Setting(
            value = "Reference point of the hypervolume: worst-group and average accuracy.",
            byDefault = "[0, 0]")
        java.util.List<Double> referencePoint) {

  /** How one trial is recommended. */
  public enum Policy {
    KNEE,
    BEST_AVERAGE
  }
}
