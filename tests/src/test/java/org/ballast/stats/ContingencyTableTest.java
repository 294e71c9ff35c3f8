package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.junit.jupiter.api.Test;

class ContingencyTableTest {

  @Test
  void additionIsAssociativeAndCommutativeAndTheEmptyTableChangesNothing() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      ContingencyTable a = Counted.random(random, 3, 4, 50);
      ContingencyTable b = Counted.random(random, 3, 4, 50);
      ContingencyTable c = Counted.random(random, 3, 4, 50);
      assertThat(a.plus(b).plus(c)).isEqualTo(a.plus(b.plus(c)));
      assertThat(a.plus(b)).isEqualTo(b.plus(a)).hasSameHashCodeAs(b.plus(a));
      assertThat(a.plus(new ContingencyTable(new long[3][4]))).isEqualTo(a);
    }
  }

  @Test
  void firstColumnStandsAgainstTheJointOfTheOthers() {
    GroupGrid grid =
        new GroupGrid(
            List.of(Counted.SPAM, Counted.HTML, new GroupGrid.Axis("long", List.of("no", "yes"))));
    ContingencyTable table =
        ContingencyTable.of(new GroupCounts(grid, new long[] {1, 2, 3, 4, 5, 6, 7, 8}));
    assertThat(table).isEqualTo(new ContingencyTable(new long[][] {{1, 2, 3, 4}, {5, 6, 7, 8}}));
    assertThat(table.total()).isEqualTo(36);
    assertThat(table.rowTotal(1)).isEqualTo(26);
    assertThat(table.columnTotal(2)).isEqualTo(10);
  }

  @Test
  void sumsOverflowLoudly() {
    ContingencyTable large = new ContingencyTable(new long[][] {{Long.MAX_VALUE}});
    assertThatThrownBy(() -> large.plus(large)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void refusesWhatIsNoTable() {
    assertThatThrownBy(() -> new ContingencyTable(new long[0][0]))
        .hasMessage("Cannot make a contingency table without cells.");
    assertThatThrownBy(() -> new ContingencyTable(new long[][] {{1, 2}, {3}}))
        .hasMessageContaining("expected 2 counts of at least 0, found [3]");
    assertThatThrownBy(() -> new ContingencyTable(new long[][] {{1, -2}}))
        .hasMessageContaining("found [1, -2]");
    assertThatThrownBy(
            () ->
                new ContingencyTable(new long[][] {{1}})
                    .plus(new ContingencyTable(new long[][] {{1, 1}})))
        .hasMessage("Cannot add contingency tables: expected 1 × 1, found 1 × 2");
    assertThatThrownBy(
            () ->
                ContingencyTable.of(
                    new GroupCounts(new GroupGrid(List.of(Counted.SPAM)), new long[2])))
        .hasMessageContaining("of one column: [spam]");
  }
}
