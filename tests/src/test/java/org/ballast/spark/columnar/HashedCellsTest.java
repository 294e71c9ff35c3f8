package org.ballast.spark.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.junit.jupiter.api.Test;

/** Dense and hashed tables of the same rows are the same counts. */
class HashedCellsTest {
  private static final GroupGrid GRID =
      new GroupGrid(
          IntStream.of(40, 30, 50)
              .mapToObj(
                  n -> new Axis("c" + n, IntStream.range(0, n).mapToObj(String::valueOf).toList()))
              .toList());

  private static CodeBlock block(SplittableRandom random) {
    CodeBlock block = new CodeBlock(GRID.columns());
    block.begin(CodeColumn.ROWS);
    for (int c = 0; c < 3; c++) {
      int size = GRID.axes().get(c).values().size();
      for (int row = 0; row < CodeColumn.ROWS; row++) {
        block.codes(c)[row] = (short) random.nextInt(size);
      }
    }
    return block;
  }

  @Test
  void hashedEqualsDenseAndMerges() {
    JointTable table = JointTable.of(GRID.columns(), GRID.axes());
    SplittableRandom random = new SplittableRandom(51);
    Cells dense = new DenseCells(table);
    Cells hashed = new HashedCells(table);
    Cells other = new HashedCells(table);
    for (int i = 0; i < 8; i++) {
      CodeBlock block = block(random);
      dense.count(block);
      (i % 2 == 0 ? hashed : other).count(block);
    }
    hashed.merge(other);
    for (List<String> columns : List.of(GRID.columns(), List.of("c50", "c40"), List.of("c30"))) {
      GroupCounts expected = dense.over(GRID, columns);
      assertThat(hashed.over(GRID, columns)).isEqualTo(expected);
      assertThat(expected.total()).isEqualTo(8L * CodeColumn.ROWS);
    }
  }

  @Test
  void whatIsTooLargeForDenseIsHashed() {
    JointTable large = new JointTable(new int[] {0, 1}, new int[] {300, 300});
    assertThat(Cells.of(large)).isInstanceOf(HashedCells.class);
    assertThat(Cells.of(JointTable.of(GRID.columns(), GRID.axes()))).isInstanceOf(DenseCells.class);
  }
}
