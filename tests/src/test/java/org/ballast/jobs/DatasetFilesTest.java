package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.ballast.config.BallastConfig;
import org.ballast.run.Existing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data set files of conf/ on the real tables. */
final class DatasetFilesTest {
  @TempDir Path folder;

  private Ingest ingest(String name, Path... files) {
    BallastConfig config = PublicTables.config(name, List.of(files));
    Ingest ingest = new Ingest(folder.resolve("run"));
    ingest.run(config, Existing.KEEP);
    return ingest;
  }

  @Test
  void adult() {
    Ingest ingest =
        ingest(
            "adult", PublicTables.path("adult/adult.data"), PublicTables.path("adult/adult.test"));
    // cat adult.data adult.test | grep -c K
    assertThat(ingest.count("rows")).isEqualTo(48_842);
    assertThat(ingest.count("rows_read")).isEqualTo(48_843);
    assertThat(ingest.count("unreadable")).isEqualTo(1);
    // cat adult.data adult.test | awk -F', ' 'NF==15 {n[substr($15,1,4) " " $10]++}
    //   END {for (g in n) print g, n[g]}'
    assertThat(all(ingest, "high-Male")).isEqualTo(9_918);
    assertThat(all(ingest, "high-Female")).isEqualTo(1_769);
    assertThat(all(ingest, "low-Male")).isEqualTo(22_732);
    assertThat(all(ingest, "low-Female")).isEqualTo(14_423);
    // 9,918 rows: 5,950.8, 1,983.6 and 1,983.6
    assertThat(ingest.count("train/high-Male")).isEqualTo(5_951);
    assertThat(ingest.count("val/high-Male")).isEqualTo(1_984);
    assertThat(ingest.count("test/high-Male")).isEqualTo(1_983);
    // … awk -F', ' 'NF==15 && $1 >= 60' | wc -l
    assertThat(ingest.rows().filter("age = '[60, inf)'").count()).isEqualTo(4_055);
    assertThat(ingest.rows().select("id").distinct().count()).isEqualTo(48_842);
  }

  private static long all(Ingest ingest, String group) {
    return ingest.count("train/" + group)
        + ingest.count("val/" + group)
        + ingest.count("test/" + group);
  }

  @Test
  void waterbirds() {
    Ingest ingest = ingest("waterbirds", PublicTables.path("waterbirds-meta/metadata.csv"));
    // awk -F, 'NR>1 {n[$4 " " $3 " " $5]++} END {for (g in n) print g, n[g]}' metadata.csv
    long[] expected = {3525, 186, 54, 1030, 452, 452, 147, 148, 2255, 2255, 642, 642};
    int i = 0;
    for (String split : List.of("train", "val", "test")) {
      for (String group :
          List.of("landbird-land", "landbird-water", "waterbird-land", "waterbird-water")) {
        assertThat(ingest.count(split + "/" + group)).as(split + group).isEqualTo(expected[i++]);
      }
    }
    assertThat(ingest.count("rows")).isEqualTo(11_788);
  }

  @Test
  void celeba() throws IOException {
    Path joined = PublicTables.celeba(folder);
    Ingest ingest = ingest("celeba", joined);
    assertThat(ingest.count("rows")).isEqualTo(20_000);
    List<Row> splits = ingest.rows().groupBy("split").count().collectAsList();
    assertThat(splits).hasSize(1);
    // unzip -p celeba.csv.zip | sed -n 2,20001p | awk -F, '{n[$11 " " $22]++} END {…}'
    assertThat(ingest.count("train/blond-male")).isEqualTo(186);
    assertThat(ingest.count("train/dark-female")).isEqualTo(8_778);
  }

  @Test
  void celebaWithAllItsAttributes() throws IOException {
    Path joined = PublicTables.celeba(folder);
    Ingest ingest = ingest("celeba-tags", joined);
    assertThat(ingest.count("rows")).isEqualTo(20_000);
    // unzip -p celeba.csv.zip | sed -n 2,20001p | awk -F, '$22==1 {m++} $22==1 && $40==1 {t++} …'
    assertThat(ingest.rows().filter("array_contains(tag, 'Male')").count()).isEqualTo(8_431);
    assertThat(
            ingest
                .rows()
                .filter("array_contains(tag, 'Male') and array_contains(tag, 'Wearing_Necktie')")
                .count())
        .isEqualTo(1_477);
  }
}
