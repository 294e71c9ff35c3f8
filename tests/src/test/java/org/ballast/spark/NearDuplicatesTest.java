package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.ballast.config.LeakageConfig;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.LeakageCounts;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
  private static final List<String> SPLITS = AuditPlan.SPLIT.values();
  private static final AuditPlan PLAN =
      new AuditPlan(new Axis("y", List.of("a", "b")), List.of(), List.of(), 2);
  private static final GroupGrid GROUPS = new GroupGrid(List.of(AuditPlan.SPLIT, PLAN.label()));

  private record Text(String split, String y, String text, String unit) {}

  private static Dataset<Row> frame(List<Text> texts) {
    return SharedSpark.session()
        .createDataFrame(
            texts.stream()
                .map(
                    t ->
                        RowFactory.create(
                            t.split(),
                            t.y(),
                            t.text(),
                            t.text().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                            t.unit()))
                .toList(),
            StructType.fromDDL(
                "split string, y string, text string, `row.content` binary, `split.unit` string"));
  }

  private static LeakageConfig config(double near, int candidates) {
    return new LeakageConfig(true, true, near, 2, candidates);
  }

  private static List<Text> random(int n, int vocabulary, int words) {
    Random random = new Random(5);
    List<Text> texts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int first = random.nextInt(6);
      String text =
          IntStream.range(0, words)
              .mapToObj(
                  k -> "w" + (k == random.nextInt(4) ? random.nextInt(vocabulary) : first + k))
              .collect(Collectors.joining(" "));
      texts.add(
          new Text(
              SPLITS.get(random.nextInt(3)),
              i % 2 == 0 ? "a" : "b",
              text,
              "u" + random.nextInt(n)));
    }
    return texts;
  }

  /** Every pair compared with every other one. */
  private static long[][] byHand(List<Text> texts, double threshold) {
    List<Set<String>> shingles =
        texts.stream().map(t -> shingles(t.text())).collect(Collectors.toList());
    long[][] counts = new long[2][GROUPS.size()];
    for (int i = 0; i < texts.size(); i++) {
      Set<String> splits = new HashSet<>();
      for (int j = 0; j < texts.size(); j++) {
        Set<String> common = new HashSet<>(shingles.get(i));
        common.retainAll(shingles.get(j));
        double union = shingles.get(i).size() + shingles.get(j).size() - common.size();
        if (common.size() / union >= threshold) {
          splits.add(texts.get(j).split());
        }
      }
      splits.remove(texts.get(i).split());
      int group = GROUPS.index(List.of(texts.get(i).split(), texts.get(i).y())).orElseThrow();
      counts[0][group] += splits.isEmpty() ? 0 : 1;
      counts[1][group] += splits.contains("train") ? 1 : 0;
    }
    return counts;
  }

  private static Set<String> shingles(String text) {
    String[] words = text.split(" ");
    return IntStream.range(1, words.length)
        .mapToObj(i -> words[i - 1] + " " + words[i])
        .collect(Collectors.toSet());
  }

  @Test
  void theSameRowsAsByComparingAllPairs() {
    List<Text> texts = random(150, 30, 12);
    for (double threshold : new double[] {0.6, 0.8, 1}) {
      LeakageCounts found =
          NearDuplicates.of(frame(texts).repartition(3), GROUPS, config(threshold, 1000));
      long[][] expected = byHand(texts, threshold);
      assertThat(found.elsewhere().counts()).as("at " + threshold).isEqualTo(expected[0]);
      assertThat(found.inTrain().counts()).isEqualTo(expected[1]);
      assertThat(found.rows().total()).isEqualTo(150);
      assertThat(found.notes()).isEmpty();
    }
    assertThat(Arrays.stream(byHand(texts, 0.6)[0]).sum()).isBetween(20L, 149L);
  }

  @Test
  void fewCandidatesGiveALowerBoundAndSaySo() {
    List<Text> texts = random(150, 30, 12);
    LeakageCounts all = NearDuplicates.of(frame(texts), GROUPS, config(0.6, 1000));
    LeakageCounts few = NearDuplicates.of(frame(texts), GROUPS, config(0.6, 1));
    for (int i = 0; i < GROUPS.size(); i++) {
      assertThat(few.elsewhere().count(i)).isLessThanOrEqualTo(all.elsewhere().count(i));
    }
    assertThat(few.notes()).singleElement().asString().contains("lower bounds");
  }

  @Test
  void exactCopiesAndUnitsAreCountedPerGroup() {
    List<Text> texts =
        List.of(
            new Text("train", "a", "one", "u1"),
            new Text("train", "a", "one", "u1"),
            new Text("test", "b", "one", "u2"),
            new Text("val", "a", "two", "u2"),
            new Text("test", "a", "three", "u3"));
    LeakageConfig config = new LeakageConfig(true, true, 0, 3, 50);
    List<LeakageCounts> found = Leaks.of("rows", frame(texts), PLAN, config, Leaks.extras(config));
    assertThat(found).extracting(LeakageCounts::kind).containsExactly("duplicates", "units");
    // train-a, train-b, val-a, val-b, test-a, test-b
    assertThat(found.get(0).rows().counts()).containsExactly(2, 0, 1, 0, 1, 1);
    assertThat(found.get(0).elsewhere().counts()).containsExactly(2, 0, 0, 0, 0, 1);
    assertThat(found.get(0).inTrain().counts()).containsExactly(0, 0, 0, 0, 0, 1);
    assertThat(found.get(1).elsewhere().counts()).containsExactly(0, 0, 1, 0, 0, 1);
    assertThat(found.get(1).inTrain().counts()).containsExactly(0, 0, 0, 0, 0, 0);
  }

  @Test
  void nothingIsSaidOfWhatNobodyKnows() {
    Dataset<Row> rows =
        frame(List.of(new Text("train", "a", "x", "u")))
            .drop("row.content", "split.unit")
            .selectExpr(
                "*", "cast(null as binary) `row.content`", "cast(null as string) `split.unit`");
    LeakageConfig config = new LeakageConfig(true, true, 0, 3, 50);
    assertThat(Leaks.of("rows", rows, PLAN, config, Leaks.extras(config))).isEmpty();
  }

  @Test
  void shinglesAreRunsOfWords() {
    assertThat(WordShingles.of("To be, or NOT to be!", 2)).hasSize(4);
    assertThat(WordShingles.of("to be or not to be", 2))
        .isEqualTo(WordShingles.of("To be, or NOT to be!", 2));
    assertThat(WordShingles.of("alone", 3)).hasSize(1);
    assertThat(WordShingles.of("-- !", 3)).isEmpty();
    assertThat(WordShingles.of("ab c", 2)).isNotEqualTo(WordShingles.of("a bc", 2));
    long[] hashes = WordShingles.of("a b c d e", 1);
    assertThat(WordShingles.longs(WordShingles.bytes(hashes))).isEqualTo(hashes);
    // {ab, bc, cd} and {bc, cd, de}: 2 of 4
    assertThat(WordShingles.jaccard(WordShingles.of("a b c d", 2), WordShingles.of("b c d e", 2)))
        .isEqualTo(0.5);
    assertThat(WordShingles.jaccard(new long[0], new long[0])).isZero();
  }

  @Test
  void bandsAreSharedAsOftenAsTheySay() {
    Banding banding = new Banding(8, 2);
    Random random = new Random(9);
    int shared = 0;
    for (int repeat = 0; repeat < 2000; repeat++) {
      long[] a = random.longs(30).sorted().toArray();
      long[] b = a.clone();
      for (int i = 0; i < 15; i++) {
        b[i] = random.nextLong();
      }
      Arrays.sort(b);
      Set<Long> common =
          new HashSet<>(Arrays.stream(WordShingles.bands(a, banding)).boxed().toList());
      common.retainAll(Arrays.stream(WordShingles.bands(b, banding)).boxed().toList());
      shared += common.isEmpty() ? 0 : 1;
    }
    // Similarity 15 / 45: 1 - (1 - 1/9)^8
    assertThat(shared / 2000.0).isCloseTo(1 - banding.missed(1.0 / 3), within(0.035));
    assertThat(Banding.of(0.8).missed(0.8)).isLessThan(1e-3);
    assertThat(Banding.of(1).rows()).isEqualTo(128);
  }
}
