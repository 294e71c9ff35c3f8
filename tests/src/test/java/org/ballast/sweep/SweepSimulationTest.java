package org.ballast.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.ballast.sweep.SweepSimulation.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepSimulationTest {
  private static final double NEVER = Double.POSITIVE_INFINITY;
  private static final LossModel SAFE = new LossModel(1e300, 1, 60);

  private static double[] trials(double median, long seed) {
    return SweepSizing.draw(SweepSizing.lognormal(median), new SplittableRandom(seed));
  }

  private static Outcome sweep(double[] work, LossModel model, int slots, double every, long seed) {
    return SweepSimulation.run(work, model, slots, every, new SplittableRandom(seed));
  }

  /** Simulated waste beside the useful work, idle slots left out, over many sweeps. */
  private static double waste(LossModel model, double median, double interval, int sweeps) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < sweeps; i++) {
      outcomes.add(sweep(trials(median, i), model, SweepSizing.SLOTS, interval, 1000 + i));
    }
    double wasted =
        SweepSizing.sum(outcomes, Outcome::checkpoints)
            + SweepSizing.sum(outcomes, Outcome::lost)
            + model.restartSeconds() * SweepSizing.sum(outcomes, Outcome::losses);
    return wasted / SweepSizing.sum(outcomes, Outcome::useful);
  }

  private static double formulaWaste(LossModel model, double median, double interval, int sweeps) {
    double[] work =
        IntStream.range(0, sweeps)
            .boxed()
            .flatMapToDouble(i -> Arrays.stream(trials(median, i)))
            .toArray();
    double slots = Arrays.stream(work).map(w -> model.slotSeconds(w, interval)).sum();
    return slots / Arrays.stream(work).sum() - 1;
  }

  // ---- the formulas -----------------------------------------------------------------------------

  @Test
  void youngAndDalyAsPublished() {
    LossModel model = LossModel.ofRate(0.01, 2, 60);
    assertThat(model.meanSecondsBetweenLosses()).isEqualTo(360_000);
    assertThat(model.young()).isEqualTo(1200);
    // python3 -c 'from math import sqrt; x = 2 / 720000; print(1200 * (1 + sqrt(x)/3 + x/9) - 2)'
    assertThat(model.daly()).isEqualTo(1198.6670370370370, within(1e-9));
    assertThat(new LossModel(5, 10, 0).daly()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"360000, 2", "360000, 60", "3600, 10", "3600, 120", "600, 60"})
  void dalyIsWithinAThousandthOfTheLeastCost(double m, double delta) {
    LossModel model = new LossModel(m, delta, 60);
    DoubleUnaryOperator cost = c -> Math.expm1((c + delta) / m) / c;
    double least =
        IntStream.range(1, 200_000)
            .mapToDouble(i -> cost.applyAsDouble(m * i / 1e5))
            .min()
            .orElse(0);
    assertThat(cost.applyAsDouble(model.daly())).isBetween(least * 0.999999, least * 1.001);
  }

  @Test
  void theFirstOrderIsTheLimitOfRareLosses() {
    LossModel model = LossModel.ofRate(0.01, 2, 60);
    double work = 1000 * model.young();
    assertThat(model.slotSeconds(work, model.young()) / work - 1)
        .isCloseTo(model.firstOrderWaste(model.young()), withinPercentage(1));
  }

  // ---- the simulation against them --------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "1, 10, 60, 7200, 268",
    "1, 10, 60, 7200, 60",
    "0.5, 5, 0, 600, 100",
    "2, 30, 300, 1800, 900"
  })
  void wastesWhatTheFormulaExpects(
      double rate, double checkpoint, double restart, double median, double interval) {
    LossModel model = LossModel.ofRate(rate, checkpoint, restart);
    assertThat(waste(model, median, interval, 20))
        .isCloseTo(formulaWaste(model, median, interval, 20), withinPercentage(4));
  }

  @Test
  void wastesWhatTheFormulaExpectsAtOnePercentAnHour() {
    double every = SweepSizing.MODEL.daly();
    assertThat(waste(SweepSizing.MODEL, 7200, every, 100))
        .isCloseTo(formulaWaste(SweepSizing.MODEL, 7200, every, 100), withinPercentage(6));
    assertThat(waste(SweepSizing.MODEL, 7200, NEVER, 100))
        .isCloseTo(formulaWaste(SweepSizing.MODEL, 7200, NEVER, 100), withinPercentage(6));
  }

  @Test
  void theBestIntervalIsDalys() {
    LossModel model = LossModel.ofRate(1, 10, 60);
    double[] wastes =
        IntStream.rangeClosed(-3, 3)
            .mapToDouble(k -> waste(model, 7200, model.daly() * Math.pow(2, k), 10))
            .toArray();
    double least = Arrays.stream(wastes).min().orElseThrow();
    assertThat(wastes[3]).as("at Daly's of %s", Arrays.toString(wastes)).isEqualTo(least);
    assertThat(wastes[0]).isGreaterThan(1.5 * least);
    assertThat(wastes[6]).isGreaterThan(1.5 * least);
  }

  // ---- the simulation by itself -----------------------------------------------------------------

  @Test
  void longestFirst() {
    Outcome outcome = sweep(new double[] {2, 3, 2, 3, 2}, SAFE, 2, NEVER, 1);
    assertThat(outcome.makespan()).isEqualTo(7);
    assertThat(outcome.idle()).isEqualTo(2);
    assertThat(outcome.losses()).isZero();
  }

  @Test
  void keepsGrahamsBoundWithoutLosses() {
    for (int seed = 0; seed < 20; seed++) {
      double[] work = trials(600, seed);
      double longest = Arrays.stream(work).max().orElseThrow();
      double ideal = Arrays.stream(work).sum() / 128;
      assertThat(sweep(work, SAFE, 128, NEVER, seed).makespan())
          .isBetween(ideal, ideal + longest * 127 / 128);
    }
  }

  @Test
  void everySecondOfASlotIsAccountedFor() {
    LossModel harsh = LossModel.ofRate(4, 7, 90);
    double[] work = Arrays.copyOf(trials(600, 3), 50);
    Outcome alone = sweep(work, harsh, 1, 200, 3);
    assertThat(alone.losses()).isGreaterThan(20);
    assertThat(alone.idle()).isEqualTo(0, within(1e-6 * alone.makespan()));
    assertThat(alone.useful()).isCloseTo(Arrays.stream(work).sum(), withinPercentage(1e-9));
    Outcome many = sweep(work, harsh, 8, 200, 3);
    assertThat(many.idle()).isPositive();
    assertThat(many.useful()).isCloseTo(alone.useful(), withinPercentage(1e-9));
  }

  @Test
  void theSameSeedGivesTheSameSweep() {
    double[] work = trials(600, 5);
    assertThat(sweep(work, SweepSizing.MODEL, 128, 120, 5))
        .isEqualTo(sweep(work, SweepSizing.MODEL, 128, 120, 5));
  }

  @Test
  void theDocumentedTableIsWhatTheSimulationPrints() throws Exception {
    Path page = Path.of(System.getProperty("ballast.root", "..")).resolve("deploy/sizing.md");
    assertThat(Files.readString(page)).contains("\n\n" + SweepSizing.table() + "\n");
  }
}
