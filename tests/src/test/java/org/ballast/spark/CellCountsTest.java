package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;

class CellCountsTest {
  private static final GroupGrid GRID =
      new GroupGrid(
          List.of(
              new Axis("split", List.of("train", "val", "test")),
              new Axis("spam", List.of("ham", "spam")),
              new Axis("html kind", List.of("html", "plain"))));

  private static Dataset<Row> frame(List<Row> rows, String schema) {
    return SharedSpark.session().createDataFrame(rows, StructType.fromDDL(schema));
  }

  private static List<Row> rows(GroupGrid grid, int n, long[] expected) {
    SplittableRandom random = new SplittableRandom(11);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int cell = random.nextInt(expected.length);
      expected[cell]++;
      rows.add(RowFactory.create(grid.group(cell).values().values().toArray()));
    }
    return rows;
  }

  @Test
  void anyPartitioningGivesTheSameCountsInOneJob() {
    long[] expected = new long[GRID.size()];
    Dataset<Row> rows =
        frame(rows(GRID, 500, expected), "split string, spam string, `html kind` string");
    List<List<String>> tables = List.of(GRID.columns(), List.of("html kind", "spam"));
    for (int parts : new int[] {1, 3, 16}) {
      Dataset<Row> parted = rows.repartition(parts).localCheckpoint();
      JobMeter.Reading cost =
          JobMeter.measure(
              () -> {
                Map<List<String>, GroupCounts> counts = CellCounts.of("rows", parted, GRID, tables);
                GroupCounts joint = new GroupCounts(GRID, expected);
                assertThat(counts.get(GRID.columns())).isEqualTo(joint);
                assertThat(counts.get(List.of("html kind", "spam")))
                    .isEqualTo(joint.over(List.of("html kind", "spam")));
              });
      assertThat(cost.jobs()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void tablesOfALargeJointAreCountedOneByOne() {
    List<Axis> axes = new ArrayList<>();
    StringBuilder schema = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      axes.add(new Axis("c" + i, List.of("0", "1", "2", "3")));
      schema.append(i == 0 ? "" : ", ").append("c").append(i).append(" string");
    }
    GroupGrid grid = new GroupGrid(axes);
    SplittableRandom random = new SplittableRandom(12);
    long[] expected = new long[16];
    List<Row> rows =
        IntStream.range(0, 300)
            .mapToObj(
                i -> {
                  Object[] values =
                      IntStream.range(0, 12)
                          .mapToObj(c -> String.valueOf(random.nextInt(4)))
                          .toArray();
                  expected[
                      4 * Integer.parseInt((String) values[3])
                          + Integer.parseInt((String) values[7])]++;
                  return RowFactory.create(values);
                })
            .toList();
    Map<List<String>, GroupCounts> counts =
        CellCounts.of(
            "rows",
            frame(rows, schema.toString()),
            grid,
            List.of(List.of("c0", "c1"), List.of("c3", "c7")));
    assertThat(Objects.requireNonNull(counts.get(List.of("c3", "c7"))).counts())
        .isEqualTo(expected);
    assertThat(Objects.requireNonNull(counts.get(List.of("c0", "c1"))).total()).isEqualTo(300);
  }

  @Test
  void noRowsGiveZeros() {
    Dataset<Row> none = frame(List.of(), "split string, spam string, `html kind` string");
    assertThat(
            Objects.requireNonNull(
                    CellCounts.of("rows", none, GRID, List.of(List.of("spam")))
                        .get(List.of("spam")))
                .total())
        .isZero();
  }

  @Test
  void undeclaredAndMissingValuesAreNamedWithTheirRows() {
    Dataset<Row> rows =
        frame(
            List.of(
                RowFactory.create("train", "ham", "htm"),
                RowFactory.create("train", "ham", "htm"),
                RowFactory.create("dev", null, "html")),
            "split string, spam string, `html kind` string");
    assertThatThrownBy(() -> CellCounts.of("my rows", rows, GRID, List.of(List.of("spam"))))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot count my rows: expected split in [train, val, test], spam in [ham, spam], html"
                + " kind in [html, plain], found html kind='htm' (2 rows), spam=null (1 rows),"
                + " split='dev' (1 rows). Declare the values or mend the rows.");
  }

  @Test
  void tooManyCellsAreRefusedBeforeCounting() {
    List<String> many = IntStream.range(0, 9000).mapToObj(String::valueOf).toList();
    GroupGrid grid = new GroupGrid(List.of(new Axis("a", many), new Axis("b", many)));
    assertThatThrownBy(
            () ->
                CellCounts.of(
                    "rows",
                    frame(List.of(), "a string, b string"),
                    grid,
                    List.of(Arrays.asList("a", "b"))))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("found 81000000")
        .hasMessageContaining("Lower audit.intersections");
  }
}
