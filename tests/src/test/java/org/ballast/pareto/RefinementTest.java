package org.ballast.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.ballast.pareto.Proposal.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefinementTest {
  private static final Refinement TWO = new Refinement(2, List.of(0.0, 0.0), .01, .001);

  @Test
  void beginsWithTheCentreAndTheCorners() {
    RefinementRound round = TWO.next(List.of(), 9);
    assertThat(round.proposals())
        .extracting(Proposal::weights)
        .containsExactly(List.of(.5, .5), List.of(.99, .01), List.of(.01, .99));
    assertThat(round.proposals()).allMatch(p -> p.reason() == Reason.START && p.amount() == 0);
    assertThat(round.hypervolume()).isZero();
    assertThat(round.expected()).isInfinite();
    assertThat(round.settled()).isFalse();
  }

  @Test
  void completesTheStartDesignInSmallRounds() {
    assertThat(run(TWO, w -> w, 1, 3)).isEqualTo(run(TWO, w -> w, 9, 3));
  }

  @Test
  void bisectsTheWidestPartOfAFront() {
    List<Evaluation> evaluated = run(TWO, w -> List.of(w.get(0), Math.pow(w.get(1), 4)), 3, 3);
    RefinementRound round = TWO.next(evaluated, 1);
    assertThat(round.proposals().get(0).weights()).isEqualTo(List.of(.255, .745));
    assertThat(round.proposals().get(0).reason()).isEqualTo(Reason.GAIN);
    assertThat(round.proposals().get(0).amount()).isEqualTo(round.expected()).isPositive();
  }

  /** The chord (.5, .5) to (.99, .01) has the middle (.745, .255), raised by .2 · .49 = .098. */
  @Test
  void expectedGainIsTheHypervolumeOfTheRaisedChord() {
    RefinementRound round = TWO.next(run(TWO, w -> w, 3, 3), 1);
    double now = .01 * .99 + .49 * .5 + .49 * .01;
    double step = (.843 - .5) * (.353 - .01);
    assertThat(round.hypervolume()).isCloseTo(now, within(1e-12));
    assertThat(round.expected()).isCloseTo(step / now, within(1e-9));
    assertThat(
            new Refinement(2, List.of(0.0, 0.0), .01, 1).next(run(TWO, w -> w, 3, 3), 1).settled())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "3, 2", "4, 2", "3, 4", "12, 2"})
  void sameEvaluationsInAnyOrderGiveTheSameRound(int controls, int objectives) {
    Refinement refinement = refinement(controls, objectives);
    List<Evaluation> evaluated = run(refinement, curved(objectives), 5, 28);
    evaluated.set(7, Evaluation.failed(evaluated.get(7).weights()));
    RefinementRound round = refinement.next(evaluated, 6);
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(evaluated, new Random(seed));
      assertThat(refinement.next(evaluated, 6)).isEqualTo(round);
    }
  }

  /** Weights times a number, as a file or a normalisation leaves them, are the same weights. */
  @Test
  void onlyRatiosOfWeightsCount() {
    Refinement refinement = refinement(4, 2);
    List<Evaluation> evaluated = run(refinement, curved(2), 5, 30);
    List<Evaluation> scaled =
        evaluated.stream()
            .map(e -> new Evaluation(e.weights().stream().map(w -> w * 7.3).toList(), e.values()))
            .toList();
    assertThat(refinement.next(scaled, 6)).isEqualTo(refinement.next(evaluated, 6));
  }

  @Test
  void objectivesMayHaveAnyUnit() {
    Refinement percent = new Refinement(3, List.of(0.0, 100.0), .01, 0);
    Function<List<Double>, List<Double>> curve = curved(2);
    List<Evaluation> plain = run(refinement(3, 2), curve, 4, 40);
    List<Evaluation> scaled =
        run(percent, w -> List.of(curve.apply(w).get(0), 100 + 64 * curve.apply(w).get(1)), 4, 40);
    assertThat(scaled)
        .extracting(Evaluation::weights)
        .isEqualTo(plain.stream().map(Evaluation::weights).toList());
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 120", "3, 2, 120", "4, 2, 120", "4, 4, 120", "12, 2, 90"})
  void neverProposesAWeightTwiceNorOutsideTheSimplex(int controls, int objectives, int trials) {
    List<Evaluation> all = run(refinement(controls, objectives), curved(objectives), 7, trials);
    for (int i = 0; i < all.size(); i++) {
      List<Double> w = all.get(i).weights();
      assertThat(w.stream().mapToDouble(v -> v).sum()).isCloseTo(1, within(1e-12));
      assertThat(w).allMatch(v -> v >= .01 - 1e-8);
      assertThat(all.subList(0, i)).allMatch(e -> distance(e.weights(), w) > 1e-9);
    }
    assertThat(all).hasSizeGreaterThanOrEqualTo(trials);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void plateausAreSplitAtTheWidestGapAndSettle(int controls) {
    Refinement refinement = new Refinement(controls, List.of(0.0, 0.0), .01, .001);
    List<Evaluation> evaluated = run(refinement, w -> List.of(.5, .5), controls + 1, controls + 1);
    RefinementRound round = refinement.next(evaluated, 3);
    assertThat(round.proposals()).hasSize(3).doesNotHaveDuplicates();
    if (controls == 2) {
      assertThat(round.proposals()).allMatch(p -> p.reason() == Reason.GAP && p.amount() == 0);
      assertThat(round.expected()).isZero();
      assertThat(round.settled()).isTrue();
    }
  }

  /** Between (2, 1) and (1, 2) there is nothing, however near the weights. */
  @Test
  void isNotHeldUpByAJump() {
    Function<List<Double>, List<Double>> jump =
        w -> w.get(0) > .4 ? List.of(2.0, 1.0) : List.of(1.0, 2.0);
    List<Evaluation> evaluated = new ArrayList<>();
    RefinementRound round = TWO.next(evaluated, 4);
    while (!round.settled()) {
      round.proposals().forEach(p -> evaluated.add(measured(p, jump)));
      round = TWO.next(evaluated, 4);
    }
    assertThat(evaluated).hasSizeLessThan(30);
  }

  @Test
  void nothingAboveTheReferenceIsNoReasonToStop() {
    Refinement high = new Refinement(3, List.of(2.0, 2.0), .01, .5);
    List<Evaluation> evaluated = run(high, curved(2), 4, 40);
    RefinementRound round = high.next(evaluated, 4);
    assertThat(round.hypervolume()).isZero();
    assertThat(round.settled()).isFalse();
    assertThat(round.proposals()).hasSize(4);
  }

  @Test
  void onePointDominatingAllKeepsTheRestInSight() {
    Refinement refinement = refinement(3, 2);
    Function<List<Double>, List<Double>> peak =
        w -> Collections.nCopies(2, 1 - distance(w, List.of(.6, .3, .1)));
    List<Evaluation> evaluated = run(refinement, peak, 4, 40);
    double best =
        evaluated.stream().mapToDouble(e -> e.values().orElseThrow().get(0)).max().orElseThrow();
    assertThat(best).isGreaterThan(.95);
  }

  @Test
  void aSingleEvaluationGivesTheRestOfTheStart() {
    List<Evaluation> one = List.of(Evaluation.of(List.of(3.0, 1.0), List.of(.4, .4)));
    assertThat(TWO.next(one, 9).proposals()).hasSize(3).allMatch(p -> p.reason() == Reason.START);
  }

  @Test
  void repeatedWeightsCountOnceWithTheMeanOfTheirValues() {
    List<Evaluation> once = run(TWO, w -> w, 3, 3);
    List<Evaluation> twice = new ArrayList<>(once);
    twice.remove(0);
    twice.add(Evaluation.of(List.of(.5, .5), List.of(.25, .75)));
    twice.add(Evaluation.of(List.of(.5 + 4e-10, .5), List.of(.75, .25)));
    twice.add(Evaluation.failed(List.of(.5, .5)));
    assertThat(TWO.next(twice, 4)).isEqualTo(TWO.next(once, 4));
  }

  @Test
  void aFailedCornerIsReplacedByOneFartherIn() {
    List<Evaluation> evaluated = run(TWO, w -> w, 3, 3);
    evaluated.set(1, Evaluation.failed(evaluated.get(1).weights()));
    assertThat(TWO.next(evaluated, 5).proposals())
        .containsExactly(new Proposal(List.of(.745, .255), Reason.START, 0));
  }

  @Test
  void aFailedHalfWayPointIsPassedBy() {
    List<Evaluation> evaluated = run(TWO, w -> w, 3, 3);
    evaluated.add(Evaluation.failed(List.of(.745, .255)));
    evaluated.add(Evaluation.failed(List.of(.255, .745)));
    assertThat(TWO.next(evaluated, 2).proposals())
        .extracting(Proposal::weights)
        .containsExactlyInAnyOrder(List.of(.6225, .3775), List.of(.1325, .8675));
  }

  @Test
  void whereAllFailNothingIsLeft() {
    List<Evaluation> evaluated = new ArrayList<>();
    RefinementRound round = TWO.next(evaluated, 4);
    while (!round.proposals().isEmpty()) {
      round.proposals().forEach(p -> evaluated.add(Evaluation.failed(p.weights())));
      round = TWO.next(evaluated, 4);
    }
    assertThat(evaluated).hasSize(11);
    assertThat(round.settled()).isFalse();
  }

  @Test
  void faultyInputIsRefused() {
    assertRefused(
        () -> new Refinement(1, List.of(0.0), .01, 0), "expected at least 2 controls, found 1.");
    assertRefused(
        () -> new Refinement(2, List.of(Double.NaN), .01, 0),
        "expected a finite reference point, found [NaN].");
    assertRefused(
        () -> new Refinement(2, List.of(), .01, 0), "expected a finite reference point, found [].");
    assertRefused(
        () -> new Refinement(4, List.of(0.0), .25, 0),
        "expected a smallest weight above 0 and below 1/4, found 0.25.");
    assertRefused(
        () -> new Refinement(2, List.of(0.0), .01, Double.NaN),
        "expected a tolerance of at least 0, found NaN.");
    assertRefused(() -> TWO.next(List.of(), 0), "expected a count of at least 1, found 0.");
    assertRefused(
        () -> TWO.next(List.of(Evaluation.failed(List.of(1.0))), 1),
        "expected 2 weights per evaluation, found [1.0].");
    assertRefused(
        () -> TWO.next(List.of(Evaluation.of(List.of(1.0, 1.0), List.of(1.0))), 1),
        "expected values for the reference point [0.0, 0.0], found [1.0].");
    assertThatThrownBy(() -> Evaluation.of(List.of(0.0, 1.0), List.of(1.0)))
        .hasMessage(
            "Cannot refine from weights [0.0, 1.0] with values [1.0]: expected weights above 0 and"
                + " finite values. Record what was not measured as failed.");
    assertThatThrownBy(() -> Evaluation.of(List.of(1.0, 1.0), List.of(Double.NaN)))
        .hasMessageContaining("finite values");
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run).hasMessage("Cannot refine the front: " + message);
  }

  private static Refinement refinement(int controls, int objectives) {
    return new Refinement(controls, Collections.nCopies(objectives, 0.0), .01, 0);
  }

  /** Objective i is the root of the i-th weight, less a little of the last. */
  private static Function<List<Double>, List<Double>> curved(int objectives) {
    return w -> {
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < objectives; i++) {
        values.add(Math.sqrt(w.get(i % w.size())) - .1 * i * w.get(w.size() - 1));
      }
      return values;
    };
  }

  /** Whole rounds until there are at least so many trials. */
  private static List<Evaluation> run(
      Refinement refinement, Function<List<Double>, List<Double>> values, int count, int trials) {
    List<Evaluation> evaluated = new ArrayList<>();
    while (evaluated.size() < trials) {
      refinement
          .next(evaluated, count)
          .proposals()
          .forEach(p -> evaluated.add(measured(p, values)));
    }
    return evaluated;
  }

  private static Evaluation measured(
      Proposal proposal, Function<List<Double>, List<Double>> values) {
    return Evaluation.of(proposal.weights(), values.apply(proposal.weights()));
  }

  private static double distance(List<Double> a, List<Double> b) {
    double squares = 0;
    for (int i = 0; i < a.size(); i++) {
      squares += Math.pow(a.get(i) - b.get(i), 2);
    }
    return Math.sqrt(squares);
  }
}
