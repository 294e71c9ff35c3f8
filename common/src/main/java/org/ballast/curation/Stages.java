package org.ballast.curation;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A plan carried out as far as some money goes: it drops what it drops, and adds row after row to
 * the cell where the expected gain per money is highest, by {@link LearningCurve}.
 *
 * <p>There is one such order, and what some money buys is the longest beginning of it that costs no
 * more: so the rows for less money are always among those for more. Within a cell pools come as the
 * plan takes them, the cheapest first, and repeats last; what costs nothing is added at once. A
 * plan that costs nothing at all counts each added row as 1.
 */
final class Stages {
  private final Decision decision;
  private final Supply supply;
  private final boolean costs;
  private final long[] cells;
  private final PriorityQueue<Integer> next;
  private double spent;

  private Stages(Decision decision) {
    this.decision = decision;
    this.supply = decision.supply();
    this.costs = decision.plan().money() > 0;
    this.cells = supply.training().counts();
    this.next =
        new PriorityQueue<>(
            Comparator.comparingDouble((Integer cell) -> -worth(cell))
                .thenComparing(Comparator.naturalOrder()));
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] = Math.min(cells[cell], decision.after()[cell]);
      if (cells[cell] < decision.after()[cell]) {
        next.add(cell);
      }
    }
  }

  /** What the plan does for so much money, at least 0; the whole plan if that is enough. */
  static CurationPlan of(Decision decision, double money) {
    Stages stages = new Stages(decision);
    stages.spend(money);
    return decision.with(stages.cells).plan();
  }

  private void spend(double money) {
    while (!next.isEmpty() && spent + price(next.element()) <= money * (1 + 1e-12)) {
      int cell = next.remove();
      spent += price(cell);
      cells[cell]++;
      if (cells[cell] < decision.after()[cell]) {
        next.add(cell);
      }
    }
  }

  /** Of the next row of a cell; 0 where it is a repeat, unless nothing costs. */
  private double price(int cell) {
    double cost = supply.nextCost(cell, cells[cell]);
    if (!costs) {
      return 1;
    }
    return Double.isFinite(cost) ? cost : 0;
  }

  /** Expected gain per money; infinite for nothing. */
  private double worth(int cell) {
    return LearningCurve.gain(cells[cell], 1) / price(cell);
  }
}
