package org.ballast.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParetoFrontTest {
  private static final List<String> TWO = List.of("worst", "average");

  @Test
  void splitsAndOrders() {
    ParetoFront front =
        ParetoFront.of(
            TWO, List.of(at("d", .5, .8), at("b", .6, .9), at("a", .8, .7), at("c", .5, .9)));
    assertThat(front.front()).containsExactly(at("a", .8, .7), at("b", .6, .9));
    assertThat(front.dominated()).containsExactly(at("c", .5, .9), at("d", .5, .8));
  }

  @Test
  void equalValuesStandTogether() {
    assertThat(ParetoFront.of(TWO, List.of(at("b", 1, 1), at("a", 1, 1))).front())
        .containsExactly(at("a", 1, 1), at("b", 1, 1));
    assertThat(
            ParetoFront.of(TWO, List.of(at("b", 1, 1), at("a", 1, 1), at("c", 2, 1))).dominated())
        .containsExactly(at("a", 1, 1), at("b", 1, 1));
  }

  @Test
  void theSameCandidateCountsOnce() {
    assertThat(ParetoFront.of(TWO, List.of(at("a", 0.0, 1), at("a", -0.0, 1))).front())
        .containsExactly(at("a", 0, 1));
  }

  @Test
  void nothingHasAnEmptyFront() {
    assertThat(ParetoFront.of(TWO, List.of())).isEqualTo(ParetoFront.empty(TWO));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void agreesWithTheDefinition(int objectives) {
    Random random = new Random(objectives);
    for (int i = 0; i < 300; i++) {
      List<Candidate> all = draw(random, objectives, random.nextInt(30));
      ParetoFront front = ParetoFront.of(names(objectives), all);
      assertThat(front.candidates()).containsExactlyInAnyOrderElementsOf(all);
      for (Candidate c : all) {
        assertThat(front.front().contains(c)).isEqualTo(all.stream().noneMatch(o -> beats(o, c)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void mergingIsAssociativeAndCommutative(int objectives) {
    Random random = new Random(objectives);
    for (int i = 0; i < 200; i++) {
      List<Candidate> all = draw(random, objectives, 20);
      ParetoFront a = front(objectives, all.subList(0, 8));
      ParetoFront b = front(objectives, all.subList(5, 15));
      ParetoFront c = front(objectives, all.subList(12, 20));
      assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c))).isEqualTo(c.merge(b).merge(a));
      Collections.shuffle(all, random);
      assertThat(a.merge(b).merge(c)).isEqualTo(front(objectives, all));
      assertThat(a.merge(ParetoFront.empty(names(objectives)))).isEqualTo(a);
      assertThat(a.merge(a)).isEqualTo(a);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void nonFiniteValuesAreRefused(double bad) {
    assertThatThrownBy(() -> at("a", 1, bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot compare candidate a: expected finite values, found [1.0, %s]. Leave out what"
                + " was not measured.",
            bad);
  }

  @Test
  void candidatesWithoutValuesAreRefused() {
    assertThatThrownBy(() -> at("a"))
        .hasMessageStartingWith("Cannot compare candidate a: expected finite values, found [].");
  }

  @Test
  void mismatchesAreRefused() {
    assertThatThrownBy(() -> ParetoFront.of(TWO, List.of(at("a", 1))))
        .hasMessage(
            "Cannot compare candidate a: expected values for [worst, average], found [1.0].");
    assertThatThrownBy(() -> at("a", 1).dominates(at("b", 1, 2)))
        .hasMessage(
            "Cannot compare a with b: expected equally many values, found [1.0] and [1.0, 2.0].");
    assertThatThrownBy(() -> ParetoFront.of(TWO, List.of(at("a", 1, 2), at("a", 1, 3))))
        .hasMessage(
            "Cannot compare candidate a: expected one measurement, found [1.0, 2.0] and [1.0,"
                + " 3.0]. Give each candidate a name of its own.");
    assertThatThrownBy(() -> ParetoFront.empty(TWO).merge(ParetoFront.empty(List.of("x"))))
        .hasMessage("Cannot merge fronts: expected the objectives [worst, average], found [x].");
    assertThatThrownBy(() -> ParetoFront.empty(TWO).objective("x"))
        .hasMessage("Cannot find objective x: expected one of [worst, average].");
  }

  @Test
  void aWrongSplitIsRefused() {
    assertThatThrownBy(() -> new ParetoFront(TWO, List.of(), List.of(at("a", 1, 1))))
        .hasMessageStartingWith("Cannot make a front: expected ordered lists")
        .hasMessageEndingWith("Use ParetoFront.of.");
  }

  /** Values from a coarse lattice, so that ties are frequent. */
  static List<Candidate> draw(Random random, int objectives, int size) {
    List<Candidate> drawn = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      drawn.add(
          new Candidate("c" + i, random.ints(objectives, 0, 6).mapToObj(v -> v / 5.0).toList()));
    }
    return drawn;
  }

  static List<String> names(int objectives) {
    return TWO.size() == objectives
        ? TWO
        : IntStream.range(0, objectives).mapToObj(i -> "o" + i).toList();
  }

  static Candidate at(String name, double... values) {
    return new Candidate(name, Arrays.stream(values).boxed().toList());
  }

  private static ParetoFront front(int objectives, List<Candidate> candidates) {
    return ParetoFront.of(names(objectives), candidates);
  }

  private static boolean beats(Candidate a, Candidate b) {
    boolean noWorse = true;
    for (int i = 0; i < a.values().size(); i++) {
      noWorse &= a.values().get(i) >= b.values().get(i);
    }
    return noWorse && !a.values().equals(b.values());
  }
}
