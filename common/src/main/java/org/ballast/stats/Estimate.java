package org.ballast.stats;

/** A measure whose interval can be had at any confidence level. */
@FunctionalInterface
interface Estimate {
  /** The measure with an interval of this level. */
  Measure at(double level);
}
