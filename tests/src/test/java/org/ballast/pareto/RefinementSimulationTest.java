package org.ballast.pareto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ballast.pareto.KnownFront.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Trials that refinement needs against the smallest uniform lattice N* of the same closed simplex,
 * both for 98 % of the true hypervolume. Rounds are of a tenth of N*, from 4 to 16 trials, and
 * count whole: with N* near 12 one round is a third of it, so the fronts here have more.
 */
class RefinementSimulationTest {
  private static final double STRONG = 8;

  /** The lowest value of an objective by their number, so that N* is in the tens and hundreds. */
  private static final double[] LOW = {0, 0, .1, .5, .75};

  private record Case(KnownFront front, double share, int lattice, int adaptive) {
    static Case of(KnownFront front, double share) {
      double enough = share * front.hypervolume();
      int lattice = front.latticeFor(enough);
      return new Case(front, share, lattice, trials(front, enough, round(lattice)));
    }

    static int round(int lattice) {
      return Math.max(4, Math.min(16, lattice / 10));
    }

    double ratio() {
      return (double) adaptive / lattice;
    }

    double allowed() {
      return front.warp() == 1 ? 1.1 : .5;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-12s %d objectives %-6s low %.2f  %.1f %%  N* %4d  refined %4d  ratio %.2f",
          front.shape(),
          front.objectives(),
          front.warp() == 1 ? "even" : "uneven",
          front.low(),
          100 * share,
          lattice,
          adaptive,
          ratio());
    }
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void needsHalfTheLatticeOnUnevenFrontsAndNoMoreThanItOnEvenOnes(Shape shape) {
    for (int m = 2; m <= 4; m++) {
      for (double warp : new double[] {1, STRONG}) {
        Case c = Case.of(new KnownFront(shape, m, LOW[m], warp), .98);
        System.out.println(c);
        assertThat(c.lattice()).isBetween(12, 600);
        assertThat(c.ratio()).as(c.toString()).isLessThanOrEqualTo(c.allowed());
      }
    }
  }

  /**
   * That the figures above are not luck: other fronts, other shares of the hypervolume. Where fewer
   * than 30 even trials do, the start design and one round are already half of them.
   */
  @ParameterizedTest
  @EnumSource(Shape.class)
  void holdsOnAverageAndWithinARoundOnNeighbouringFronts(Shape shape) {
    for (int m = 2; m <= 4; m++) {
      for (double warp : new double[] {1, STRONG}) {
        List<Case> cases = new ArrayList<>();
        for (double low : new double[] {LOW[m] - .05, LOW[m], LOW[m] + .05}) {
          for (double share : new double[] {.97, .975, .985}) {
            cases.add(Case.of(new KnownFront(shape, m, low, warp), share));
          }
        }
        cases.removeIf(c -> c.lattice() < (warp == 1 ? 12 : 30));
        assertThat(cases).allMatch(c -> c.adaptive() <= allowedWithRound(c));
        assertThat(cases.stream().mapToDouble(Case::ratio).average().orElseThrow())
            .as(cases.toString())
            .isLessThanOrEqualTo(cases.get(0).allowed());
      }
    }
  }

  private static double allowedWithRound(Case c) {
    return c.allowed() * c.lattice() + Case.round(c.lattice());
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void trueHypervolumeIsWhatFineLatticesApproach(Shape shape) {
    int[] steps = {0, 0, 400, 40, 16};
    for (int m = 2; m <= 4; m++) {
      KnownFront front = new KnownFront(shape, m, LOW[m], 1);
      double fine = front.volume(front.lattice(steps[m])) / front.hypervolume();
      assertThat(fine).as("%s of %d", shape, m).isBetween(.985, 1.0);
    }
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void settlesWithNearlyAllOfTheHypervolume(Shape shape) {
    KnownFront front = new KnownFront(shape, 3, .5, STRONG);
    Refinement refinement =
        new Refinement(3, Collections.nCopies(3, 0.0), KnownFront.SMALLEST, .001);
    List<Evaluation> evaluated = new ArrayList<>();
    RefinementRound round = refinement.next(evaluated, 8);
    while (!round.settled()) {
      round.proposals().forEach(p -> evaluated.add(measured(p, front::at)));
      round = refinement.next(evaluated, 8);
    }
    assertThat(evaluated).hasSizeLessThan(250);
    assertThat(round.hypervolume()).isGreaterThan(.96 * front.hypervolume());
  }

  /** Four groups' weights to worst-group and average accuracy, as read from 50 rows with noise. */
  @Test
  void beatsTheLatticeOfEqualBudgetUnderNoiseAndPlateaus() {
    List<List<Double>> lattice = new ArrayList<>();
    KnownFront.lattice(
        new int[4],
        0,
        6,
        k ->
            lattice.add(
                IntStream.range(0, 4).mapToObj(i -> KnownFront.SMALLEST + .16 * k[i]).toList()));
    double[][] rates = {{12, 6, 8, 2}, {5, 5, 5, 5}, {20, 3, 1, 8}, {3, 9, 15, 30}};
    for (double[] rate : rates) {
      double even = volume(lattice, rate);
      double refined =
          IntStream.range(0, 5)
              .mapToDouble(seed -> volume(underNoise(rate, seed, lattice.size()), rate))
              .average()
              .orElseThrow();
      String row =
          String.format(
              Locale.ROOT,
              "accuracies of four groups, %d trials: lattice %.4f, refined %.4f",
              lattice.size(),
              even,
              refined);
      System.out.println(row);
      assertThat(refined).as(row).isGreaterThan(even);
    }
  }

  private static List<List<Double>> underNoise(double[] rate, int seed, int budget) {
    Random random = new Random(seed);
    Refinement refinement = new Refinement(4, List.of(.4, .6), KnownFront.SMALLEST, 0);
    List<Evaluation> evaluated = new ArrayList<>();
    while (evaluated.size() < budget) {
      List<Proposal> next =
          refinement.next(evaluated, Math.min(8, budget - evaluated.size())).proposals();
      assertThat(next).isNotEmpty();
      next.forEach(p -> evaluated.add(measured(p, w -> noisy(accuracies(w, rate), random))));
    }
    List<List<Double>> weights = evaluated.stream().map(Evaluation::weights).toList();
    assertThat(weights).doesNotHaveDuplicates();
    return weights;
  }

  private static List<Double> noisy(List<Double> values, Random random) {
    return values.stream()
        .map(v -> Math.rint(50 * (v + .01 * random.nextGaussian())) / 50)
        .toList();
  }

  private static double volume(List<List<Double>> weights, double[] rate) {
    return Hypervolume.of(
        weights.stream().map(w -> new Candidate(w.toString(), accuracies(w, rate))).toList(),
        List.of(.4, .6));
  }

  /** Groups of 40, 30, 25 and 5 % that learn at different rates from their share of the weight. */
  private static List<Double> accuracies(List<Double> weights, double[] rate) {
    double[] share = {.4, .3, .25, .05};
    double worst = 1;
    double average = 0;
    for (int i = 0; i < 4; i++) {
      double accuracy = .5 + .45 * (1 - Math.exp(-rate[i] * weights.get(i)));
      worst = Math.min(worst, accuracy);
      average += share[i] * accuracy;
    }
    return List.of(worst, average);
  }

  private static int trials(KnownFront front, double enough, int count) {
    int m = front.objectives();
    Refinement refinement = new Refinement(m, Collections.nCopies(m, 0.0), KnownFront.SMALLEST, 0);
    List<Evaluation> evaluated = new ArrayList<>();
    RefinementRound round = refinement.next(evaluated, m + 1);
    while (round.hypervolume() < enough) {
      round.proposals().forEach(p -> evaluated.add(measured(p, front::at)));
      round = refinement.next(evaluated, count);
    }
    return evaluated.size();
  }

  private static Evaluation measured(
      Proposal proposal, Function<List<Double>, List<Double>> values) {
    return Evaluation.of(proposal.weights(), values.apply(proposal.weights()));
  }
}
