package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.ballast.run.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Splits: exact in every group, the same in any order of rows and files, units never parted. */
final class IngestSplitTest {
  private static final String COMMON =
      """
      format = csv, id = id, text = "", shards = 3, label { column = y, values = [n, p] }
      attributes { a { values = [u, v, w] } }
      """;

  @TempDir Path folder;

  /** Groups of 100, 50, 7, 1, 33 and no rows; sender: three to five rows each, across groups. */
  private static List<String> lines() {
    Map<String, Integer> sizes =
        new TreeMap<>(Map.of("n,u", 100, "n,v", 50, "n,w", 7, "p,u", 1, "p,v", 33));
    List<String> lines = new ArrayList<>();
    sizes.forEach(
        (group, size) -> {
          for (int i = 0; i < size; i++) {
            int row = lines.size();
            lines.add("row" + row + "," + group + ",s" + (row * 7 % 47) + "," + split(row));
          }
        });
    return lines;
  }

  private static String split(int row) {
    return List.of("0", "1", "2").get(row % 3);
  }

  private Ingest ingest(String name, List<List<String>> files, String more) throws IOException {
    for (int i = 0; i < files.size(); i++) {
      Ingest.write(
          folder.resolve(name + "/in/f" + i + ".csv"),
          "id,y,a,sender,fold\n" + String.join("\n", files.get(i)) + "\n");
    }
    Ingest ingest = new Ingest(folder.resolve(name + "/run"));
    ingest.run(COMMON + "paths = [\"" + folder.resolve(name + "/in") + "\"]\n" + more);
    return ingest;
  }

  private static long[] counts(Ingest ingest, String group) {
    return new long[] {
      ingest.count("train/" + group), ingest.count("val/" + group), ingest.count("test/" + group)
    };
  }

  @Test
  void everyGroupIsSplitByLargestRemainders() throws IOException {
    Ingest ingest =
        ingest("a", List.of(lines()), "split.fractions = {train = 0.3, val = 0.27, test = 0.43}");
    assertThat(counts(ingest, "n-u")).containsExactly(30, 27, 43);
    // 50 rows: 15, 13.5, 21.5; of equal remainders the first is rounded up.
    assertThat(counts(ingest, "n-v")).containsExactly(15, 14, 21);
    // 7 rows: 2.1, 1.89, 3.01
    assertThat(counts(ingest, "n-w")).containsExactly(2, 2, 3);
    assertThat(counts(ingest, "p-u")).containsExactly(0, 0, 1);
    // 33 rows: 9.9, 8.91, 14.19
    assertThat(counts(ingest, "p-v")).containsExactly(10, 9, 14);
    assertThat(counts(ingest, "p-w")).containsExactly(0, 0, 0);
    assertThat(ingest.warned).contains("The split train has no row of group p-u.");
  }

  @Test
  void theShardsAreTheSameBytesForAnyOrderOfRowsAndFiles() throws IOException {
    List<Manifest.Output> expected = ingest("one", List.of(lines()), "").manifest().outputs();
    assertThat(expected).hasSize(3);
    for (int files : new int[] {3, 16}) {
      List<String> shuffled = lines();
      Collections.shuffle(shuffled, new Random(files));
      List<List<String>> parts = new ArrayList<>();
      for (int i = 0; i < files; i++) {
        int part = i;
        parts.add(
            shuffled.stream().filter(l -> Math.floorMod(l.hashCode(), files) == part).toList());
      }
      assertThat(ingest("in" + files, parts, "").manifest().outputs()).isEqualTo(expected);
    }
  }

  @Test
  void anotherSeedDrawsOtherRowsOfTheSameNumbers() throws IOException {
    Ingest one = ingest("one", List.of(lines()), "");
    Ingest two = ingest("two", List.of(lines()), "}\n ballast.run { seed = 18");
    assertThat(two.manifest().counts()).isEqualTo(one.manifest().counts());
    assertThat(two.byId("split")).isNotEqualTo(one.byId("split"));
  }

  @Test
  void aUnitNeverStraddlesSplits() throws IOException {
    Ingest ingest = ingest("units", List.of(lines()), "split.unit = sender");
    Map<String, Object> splits = ingest.byId("split");
    Map<String, Object> bySender = new HashMap<>();
    for (String line : lines()) {
      String[] cells = line.split(",");
      Object split = splits.get(cells[0]);
      assertThat(bySender.putIfAbsent(cells[3], split)).isIn(null, split);
    }
    assertThat(splits).hasSize(191);
    assertThat(bySender).hasSize(47);
    assertThat(ingest.rows().columns())
        .containsExactly("id", "label", "a", "split", "row.content", "split.unit");
  }

  @Test
  void unitsAreSharedOutInTheGroupThatMostOfTheirRowsHave() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int unit = 0; unit < 20; unit++) {
      String most = unit < 10 ? "p,v" : "n,u";
      lines.add("a" + unit + "," + most + ",s" + unit + ",0");
      lines.add("b" + unit + "," + most + ",s" + unit + ",0");
      lines.add("c" + unit + "," + (unit < 10 ? "n,u" : "p,v") + ",s" + unit + ",0");
    }
    Ingest ingest = ingest("strata", List.of(lines), "split.unit = sender");
    for (Row row :
        ingest.rows().filter("id like 'a%'").groupBy("label", "split").count().collectAsList()) {
      assertThat(row.getLong(2)).isEqualTo(row.getString(1).equals("train") ? 6 : 2);
    }
  }

  @Test
  void aGivenSplitIsTakenOver() throws IOException {
    Ingest ingest =
        ingest(
            "given",
            List.of(lines()),
            "split { column = fold, values = {train = 0, val = 1, test = 2} }");
    Map<String, Object> splits = ingest.byId("split");
    List<String> names = List.of("train", "val", "test");
    for (int row = 0; row < splits.size(); row++) {
      assertThat(splits).containsEntry("row" + row, names.get(row % 3));
    }
  }
}
