package org.ballast.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ballast.group.GroupGrid.Axis;
import org.junit.jupiter.api.Test;

class JointCoverTest {
  private static Axis axis(String name, int values) {
    return new Axis(name, IntStream.range(0, values).mapToObj(String::valueOf).toList());
  }

  private static List<Axis> axes(int columns, int values) {
    return IntStream.range(0, columns).mapToObj(i -> axis("c" + i, values)).toList();
  }

  private static List<List<String>> pairs(List<Axis> axes) {
    List<List<String>> pairs = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      for (int j = 0; j < i; j++) {
        pairs.add(List.of(axes.get(i).column(), axes.get(j).column()));
      }
    }
    return pairs;
  }

  private static long cells(List<Axis> axes, List<String> table) {
    return axes.stream()
        .filter(a -> table.contains(a.column()))
        .mapToLong(a -> a.values().size())
        .reduce(1, (a, b) -> a * b);
  }

  @Test
  void everyTableIsInAJointOfLimitedSize() {
    SplittableRandom random = new SplittableRandom(31);
    for (int round = 0; round < 50; round++) {
      int width = 1 + random.nextInt(20);
      List<Axis> axes =
          IntStream.range(0, width).mapToObj(i -> axis("c" + i, 1 + random.nextInt(12))).toList();
      List<List<String>> tables = new ArrayList<>();
      for (int t = 0; t < 40; t++) {
        tables.add(
            random
                .ints(1 + random.nextInt(4), 0, width)
                .distinct()
                .mapToObj(i -> "c" + i)
                .toList());
      }
      long limit = 1L + random.nextInt(5000);
      long largest = tables.stream().mapToLong(t -> cells(axes, t)).max().orElseThrow();
      List<List<String>> joints = JointCover.of(axes, tables, limit);
      assertThat(tables).allMatch(t -> joints.stream().anyMatch(j -> j.containsAll(t)));
      assertThat(joints).allMatch(j -> cells(axes, j) <= Math.max(limit, largest));
      assertThat(joints).hasSizeLessThanOrEqualTo(tables.size());
    }
  }

  /** The lines of the projective plane of order 3 are 13; a greedy choice may need a few more. */
  @Test
  void thirteenColumnsNeedFewJointsOfFour() {
    List<Axis> axes = axes(13, 8);
    List<List<String>> joints = JointCover.of(axes, pairs(axes), 8 * 8 * 8 * 8);
    assertThat(joints).hasSizeBetween(13, 18).allMatch(j -> j.size() <= 4);
  }

  @Test
  void aSmallJointHoldsAll() {
    List<Axis> axes = axes(13, 2);
    assertThat(JointCover.of(axes, pairs(axes), 1 << 13))
        .containsExactly(axes.stream().map(Axis::column).toList());
  }

  @Test
  void atTheLimitEveryTableStandsAlone() {
    List<Axis> axes = axes(4, 10);
    assertThat(JointCover.of(axes, pairs(axes), 100)).hasSize(6).allMatch(j -> j.size() == 2);
  }

  @Test
  void anUnknownColumnIsNamed() {
    assertThatThrownBy(() -> JointCover.of(axes(2, 2), List.of(List.of("c7")), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot find column c7: there are [c0, c1]");
  }
}
