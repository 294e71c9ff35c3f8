package org.ballast.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionPolicyTest {
  private static final List<String> TWO = List.of("worst", "average");
  private static final SelectionPolicy KNEE = new KneePolicy();
  private static final Candidate LEFT = ParetoFrontTest.at("left", .5, .9);
  private static final Candidate RIGHT = ParetoFrontTest.at("right", .8, .8);

  @Test
  void theKneeBulgesMost() {
    Candidate knee = ParetoFrontTest.at("knee", .7, .89);
    SelectionPolicy.Recommendation choice =
        KNEE.choose(front(LEFT, knee, RIGHT, ParetoFrontTest.at("near", .55, .895)));
    assertThat(choice.candidate()).isEqualTo(knee);
    assertThat(choice.policy()).isEqualTo("knee");
    assertThat(choice.because())
        .isEqualTo(
            "knee lies farthest above the line between the front's extremes (0.401 in normalised"
                + " units), among 4 candidates on the front.");
  }

  @Test
  void theKneeIsFarthestFromTheLine() {
    Random random = new Random(8);
    for (int i = 0; i < 500; i++) {
      ParetoFront front = ParetoFront.of(TWO, ParetoFrontTest.draw(random, 2, 12));
      List<Candidate> points = front.front();
      double largest = 0;
      for (Candidate c : points) {
        largest = Math.max(largest, aboveLine(points.get(0), points.get(points.size() - 1), c));
      }
      Knee knee = Knee.of(front);
      assertThat(knee.distance()).isCloseTo(largest, within(1e-12));
      assertThat(aboveLine(points.get(0), points.get(points.size() - 1), knee.candidate()))
          .isCloseTo(largest, within(1e-9));
    }
  }

  @Test
  void oneCandidateIsItsOwnKnee() {
    SelectionPolicy.Recommendation choice = KNEE.choose(front(LEFT));
    assertThat(choice.candidate()).isEqualTo(LEFT);
    assertThat(choice.because()).isEqualTo("left is the only candidate on the front.");
  }

  @Test
  void ofTwoTheLargerSumWins() {
    SelectionPolicy.Recommendation choice = KNEE.choose(front(LEFT, RIGHT));
    assertThat(choice.candidate()).isEqualTo(RIGHT);
    assertThat(choice.because())
        .isEqualTo(
            "no candidate of the 2 on the front lies above the line between its extremes; right"
                + " has the largest sum of the objectives among those farthest out.");
  }

  @Test
  void alongALineTheLargerSumWins() {
    Candidate middle = ParetoFrontTest.at("middle", .65, .85);
    assertThat(Knee.of(front(LEFT, middle, RIGHT))).isEqualTo(new Knee(RIGHT, 0));
  }

  @Test
  void belowTheLineAnEndWins() {
    Candidate middle = ParetoFrontTest.at("middle", .65, .81);
    assertThat(Knee.of(front(LEFT, middle, RIGHT))).isEqualTo(new Knee(RIGHT, 0));
  }

  @Test
  void equalValuesAreTakenByName() {
    Candidate a = ParetoFrontTest.at("a", .8, .8);
    assertThat(Knee.of(front(RIGHT, a))).isEqualTo(new Knee(a, 0));
  }

  @Test
  void threeObjectivesHaveAPlane() {
    ParetoFront front =
        ParetoFront.of(
            List.of("x", "y", "z"),
            List.of(
                ParetoFrontTest.at("x", 1, 0, 0),
                ParetoFrontTest.at("y", 0, 1, 0),
                ParetoFrontTest.at("z", 0, 0, 1),
                ParetoFrontTest.at("out", .6, .6, .6)));
    assertThat(Knee.of(front).candidate().name()).isEqualTo("out");
    assertThat(Knee.of(front).distance()).isCloseTo(.8 / Math.sqrt(3), within(1e-12));
  }

  @Test
  void theBestAverageAmongThoseThatReach() {
    Candidate middle = ParetoFrontTest.at("middle", .7, .85);
    SelectionPolicy.Recommendation choice = bestAverage(.7).choose(front(LEFT, middle, RIGHT));
    assertThat(choice.candidate()).isEqualTo(middle);
    assertThat(choice.policy()).isEqualTo("best-average");
    assertThat(choice.because())
        .isEqualTo(
            "middle has the best average (0.8500) of 2 candidates on the front whose worst is at"
                + " least 0.7000.");
  }

  @Test
  void whenNoneReachesTheNearestIsNamed() {
    SelectionPolicy.Recommendation choice = bestAverage(.95).choose(front(LEFT, RIGHT));
    assertThat(choice.candidate()).isEqualTo(RIGHT);
    assertThat(choice.because())
        .isEqualTo("no candidate reaches a worst of 0.9500; right comes nearest with 0.8000.");
  }

  @Test
  void emptyFrontsAreRefused() {
    assertThatThrownBy(() -> KNEE.choose(front()))
        .hasMessage(
            "Cannot find the knee of a front: expected at least one candidate, found none.");
    assertThatThrownBy(() -> bestAverage(.5).choose(front()))
        .hasMessage(
            "Cannot recommend a candidate: expected at least one on the front, found none.");
  }

  @Test
  void faultyPoliciesAreRefused() {
    assertThatThrownBy(() -> bestAverage(Double.NaN))
        .hasMessage("Cannot select by worst: expected a threshold, found NaN.");
    assertThatThrownBy(() -> new BestAveragePolicy("mean", "worst", .5).choose(front(LEFT)))
        .hasMessage("Cannot find objective mean: expected one of [worst, average].");
  }

  private static SelectionPolicy bestAverage(double atLeast) {
    return new BestAveragePolicy("average", "worst", atLeast);
  }

  private static ParetoFront front(Candidate... candidates) {
    return ParetoFront.of(TWO, List.of(candidates));
  }

  /** The signed distance from the line through two ends when both objectives are scaled by them. */
  private static double aboveLine(Candidate right, Candidate left, Candidate c) {
    double width = right.value(0) - left.value(0);
    double height = left.value(1) - right.value(1);
    if (width == 0 || height == 0) {
      return 0;
    }
    double cross = (c.value(1) - left.value(1)) * width + (c.value(0) - left.value(0)) * height;
    return cross / (width * height) / Math.sqrt(2);
  }
}
