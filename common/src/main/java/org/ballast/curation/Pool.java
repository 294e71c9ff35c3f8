package org.ballast.curation;

import org.ballast.config.CurateConfig.PoolKind;
import org.ballast.group.GroupCounts;

/**
 * Candidates that a plan can add to the training rows.
 *
 * @param name as it is declared
 * @param kind how its rows come about
 * @param cost of one row, in any money; finite, at least 0
 * @param rows how many there are of every cell
 */
public record Pool(String name, PoolKind kind, double cost, GroupCounts rows) {

  /**
   * Checks the cost.
   *
   * @throws org.ballast.run.JobException if it is negative or no finite number
   */
  public Pool {
    if (!(cost >= 0 && Double.isFinite(cost))) {
      throw Infeasible.configuration(
          "Cannot use the pool "
              + name
              + ": expected a cost per row of at least 0, found "
              + cost
              + ". Correct curate.pools."
              + name
              + ".cost.");
    }
  }
}
