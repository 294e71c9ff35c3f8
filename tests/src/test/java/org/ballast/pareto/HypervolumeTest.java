package org.ballast.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HypervolumeTest {

  @Test
  void oneCandidateIsABox() {
    assertThat(volume(List.of(ParetoFrontTest.at("a", 3, 4)), 1.0, 2.0)).isEqualTo(4);
    assertThat(volume(List.of(ParetoFrontTest.at("a", 3)), 1.0)).isEqualTo(2);
  }

  @Test
  void stepsAddUp() {
    List<Candidate> steps =
        List.of(
            ParetoFrontTest.at("a", 1, 3),
            ParetoFrontTest.at("b", 2, 2),
            ParetoFrontTest.at("c", 3, 1));
    assertThat(volume(steps, 0.0, 0.0)).isEqualTo(6);
  }

  @Test
  void candidatesNotBeyondTheReferenceGiveNothing() {
    List<Candidate> outside =
        List.of(ParetoFrontTest.at("on", 1, 9), ParetoFrontTest.at("below", 9, .5));
    assertThat(volume(outside, 1.0, 1.0)).isZero();
    assertThat(volume(List.of(), 1.0, 1.0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void agreesWithInclusionAndExclusion(int objectives) {
    Random random = new Random(objectives);
    List<Double> reference = Collections.nCopies(objectives, .15);
    for (int i = 0; i < 100; i++) {
      List<Candidate> coarse = ParetoFrontTest.draw(random, objectives, random.nextInt(9));
      List<Candidate> all = new ArrayList<>(coarse);
      all.add(new Candidate("fine", random.doubles(objectives).boxed().toList()));
      double expected = inclusionExclusion(all, reference);
      assertThat(Hypervolume.of(all, reference)).isCloseTo(expected, within(1e-12));
      List<Candidate> front = ParetoFront.of(ParetoFrontTest.names(objectives), all).front();
      assertThat(Hypervolume.of(front, reference)).isCloseTo(expected, within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aGainIsTheDifferenceThatABoxMakes(int objectives) {
    Random random = new Random(objectives);
    for (int i = 0; i < 100; i++) {
      List<double[]> boxes = new ArrayList<>(extents(random, objectives, random.nextInt(8)));
      double[] box = extents(random, objectives, 1).get(0);
      double before = Hypervolume.union(boxes, objectives);
      double gain = Hypervolume.gain(box, boxes);
      boxes.add(box);
      assertThat(gain).isCloseTo(Hypervolume.union(boxes, objectives) - before, within(1e-12));
      assertThat(Hypervolume.gain(box, boxes)).isZero();
    }
  }

  /** The simplex lattice of 12 steps in four objectives: 455 undominated boxes. */
  @Test
  void hundredsOfBoxesInFourObjectivesTakeNoTime() {
    List<Candidate> lattice = new ArrayList<>();
    for (int a = 1; a <= 13; a++) {
      for (int b = 1; a + b <= 14; b++) {
        for (int c = 1; a + b + c <= 15; c++) {
          lattice.add(ParetoFrontTest.at(a + " " + b + " " + c, a, b, c, 16 - a - b - c));
        }
      }
    }
    assertThat(lattice).hasSize(455);
    // Unit cells whose upper corner sums to at most 16: C(16, 4).
    assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThat(volume(lattice, 0.0, 0.0, 0.0, 0.0)).isEqualTo(1820));
  }

  @Test
  void faultyReferencesAreRefused() {
    List<Candidate> one = List.of(ParetoFrontTest.at("a", 1, 2));
    assertThatThrownBy(() -> volume(one, 0.0, Double.NaN))
        .hasMessage(
            "Cannot measure hypervolume: expected a finite reference point, found [0.0, NaN].");
    assertThatThrownBy(() -> volume(one))
        .hasMessage("Cannot measure hypervolume: expected a finite reference point, found [].");
    assertThatThrownBy(() -> volume(one, 0.0))
        .hasMessage(
            "Cannot measure hypervolume: expected 1 values as in the reference point [0.0], found"
                + " [1.0, 2.0] of a.");
  }

  /** Boxes of which some do not reach above 0 in every objective. */
  private static List<double[]> extents(Random random, int objectives, int count) {
    return Stream.generate(() -> random.doubles(objectives, -.1, 1).toArray())
        .limit(count)
        .toList();
  }

  private static double volume(List<Candidate> candidates, Double... reference) {
    return Hypervolume.of(candidates, List.of(reference));
  }

  /** The alternating sum over all subsets of the volume of their common box. */
  private static double inclusionExclusion(List<Candidate> candidates, List<Double> reference) {
    double sum = 0;
    for (int subset = 1; subset < 1 << candidates.size(); subset++) {
      double box = 1;
      for (int k = 0; k < reference.size(); k++) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < candidates.size(); i++) {
          if ((subset >> i & 1) == 1) {
            least = Math.min(least, candidates.get(i).values().get(k));
          }
        }
        box *= Math.max(0, least - reference.get(k));
      }
      sum += Integer.bitCount(subset) % 2 == 1 ? box : -box;
    }
    return sum;
  }
}
