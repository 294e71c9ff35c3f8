package org.ballast.sweep;

/**
 * What losing executors costs a trial, in closed form. Losses of an executor are a Poisson process,
 * M seconds apart on average; a trial writes a checkpoint of cost δ after every c seconds of work
 * except its last, and after a loss its slot is away for R seconds, which no loss interrupts.
 *
 * @param meanSecondsBetweenLosses M
 * @param checkpointSeconds δ
 * @param restartSeconds R
 */
record LossModel(double meanSecondsBetweenLosses, double checkpointSeconds, double restartSeconds) {

  /** The model of a rate of losses per executor and hour. */
  static LossModel ofRate(double perHour, double checkpointSeconds, double restartSeconds) {
    return new LossModel(3600 / perHour, checkpointSeconds, restartSeconds);
  }

  /**
   * The work between two checkpoints, in seconds, that wastes least to first order: √(2 δ M) (Young
   * 1974).
   */
  double young() {
    return Math.sqrt(2 * checkpointSeconds * meanSecondsBetweenLosses);
  }

  /**
   * The same to higher order: √(2 δ M) [1 + ⅓ √(δ / 2 M) + ⅑ (δ / 2 M)] − δ for δ &lt; 2 M, else M
   * (Daly 2006, equation 37).
   */
  double daly() {
    double x = checkpointSeconds / (2 * meanSecondsBetweenLosses);
    return x < 1
        ? young() * (1 + Math.sqrt(x) / 3 + x / 9) - checkpointSeconds
        : meanSecondsBetweenLosses;
  }

  /** The share of useful work that is wasted beside it, to first order: δ / c + (c / 2 + R) / M. */
  double firstOrderWaste(double interval) {
    return checkpointSeconds / interval
        + (interval / 2 + restartSeconds) / meanSecondsBetweenLosses;
  }

  /**
   * How often a trial loses its executor on average: Σ (e^{s/M} − 1) over its stretches s, which
   * are c + δ except the last, whose end is the trial's.
   */
  double losses(double work, double interval) {
    double full = stretches(work, interval) - 1;
    if (full == 0) {
      return Math.expm1(work / meanSecondsBetweenLosses);
    }
    double last = work - full * interval;
    return full * Math.expm1((interval + checkpointSeconds) / meanSecondsBetweenLosses)
        + Math.expm1(last / meanSecondsBetweenLosses);
  }

  /** The slot time a trial takes on average, in seconds: (M + R) times its {@link #losses}. */
  double slotSeconds(double work, double interval) {
    return (meanSecondsBetweenLosses + restartSeconds) * losses(work, interval);
  }

  /** Into how many stretches checkpoints divide this much work. */
  static double stretches(double work, double interval) {
    return Math.max(1, Math.ceil(work / interval));
  }
}
