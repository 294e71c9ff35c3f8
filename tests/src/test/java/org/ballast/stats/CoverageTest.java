package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;
import org.junit.jupiter.api.Test;

class CoverageTest {
  private static final AuditPlan PLAN =
      new AuditPlan(
          Counted.SPAM,
          List.of(
              Counted.HTML,
              new Axis("long", List.of("no", "yes", "very")),
              new Axis("night", List.of("no", "yes"))),
          List.of(),
          3);

  private static GroupCounts random(SplittableRandom random, int most) {
    long[] counts = new long[PLAN.grid().size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = random.nextInt(3) == 0 ? random.nextInt(most) : 0;
    }
    return new GroupCounts(PLAN.grid(), counts);
  }

  private static Coverage search(GroupCounts joint, boolean all, long suppressBelow) {
    Map<List<String>, GroupCounts> counts = new HashMap<>(Counted.margins(PLAN, joint));
    if (all) {
      counts.put(PLAN.columns(), joint);
    }
    AuditSettings settings = new AuditSettings(0.95, 200, 17, suppressBelow, Map.of(), "spam", 30);
    Suppression suppression = new Suppression(PLAN, counts, suppressBelow);
    return new CoverageSearch(
            new AuditInput(PLAN, settings, counts, suppression, List.of("all")), "all")
        .result();
  }

  /** All patterns with their rows, the empty one included. */
  private static Map<Map<String, String>, Long> patterns(GroupCounts joint) {
    Map<Map<String, String>, Long> rows = new HashMap<>();
    for (int i = 0; i < joint.grid().size(); i++) {
      List<Map.Entry<String, String>> values =
          joint.grid().group(i).values().entrySet().stream()
              .filter(e -> !e.getKey().equals("split"))
              .toList();
      for (int bits = 0; bits < 1 << values.size(); bits++) {
        Map<String, String> pattern = new LinkedHashMap<>();
        for (int c = 0; c < values.size(); c++) {
          if ((bits >> c & 1) == 1) {
            pattern.put(values.get(c).getKey(), values.get(c).getValue());
          }
        }
        rows.merge(pattern, joint.count(i), Long::sum);
      }
    }
    return rows;
  }

  private static Set<GroupKey> bruteForce(GroupCounts joint, Set<Integer> sizes) {
    Map<Map<String, String>, Long> rows = patterns(joint);
    return rows.entrySet().stream()
        .filter(e -> e.getValue() < 30 && !e.getKey().isEmpty())
        .filter(
            e -> e.getKey().keySet().stream().allMatch(c -> rows.get(less(e.getKey(), c)) >= 30))
        .filter(e -> sizes.contains(e.getKey().size()))
        .map(e -> new GroupKey(e.getKey()))
        .collect(Collectors.toSet());
  }

  private static Map<String, String> less(Map<String, String> pattern, String column) {
    Map<String, String> rest = new LinkedHashMap<>(pattern);
    rest.remove(column);
    return rest;
  }

  @Test
  void theJointGivesTheSamePatternsAsBruteForce() {
    SplittableRandom random = new SplittableRandom(11);
    int compared = 0;
    Set<Integer> sizes = new HashSet<>();
    for (int round = 0; round < 200; round++) {
      GroupCounts joint = random(random, 2 + 4 * (round % 100));
      if (joint.total() < 30) {
        continue;
      }
      Coverage coverage = search(joint, true, 0);
      Set<GroupKey> expected = bruteForce(joint, Set.of(1, 2, 3, 4));
      assertThat(keys(coverage)).isEqualTo(expected);
      assertThat(coverage.uncoveredCount()).isEqualTo(expected.size());
      coverage.uncovered().forEach(u -> sizes.add(u.pattern().values().size()));
      compared += expected.size();
    }
    assertThat(compared).isGreaterThan(500);
    assertThat(sizes).containsExactlyInAnyOrder(1, 2, 3, 4);
  }

  private static Set<GroupKey> keys(Coverage coverage) {
    Set<GroupKey> keys =
        coverage.uncovered().stream().map(Coverage.Uncovered::pattern).collect(Collectors.toSet());
    assertThat(keys).hasSameSizeAs(coverage.uncovered());
    return keys;
  }

  @Test
  void tablesGiveThoseOfTheirColumnsAndSaySo() {
    SplittableRandom random = new SplittableRandom(12);
    for (int round = 0; round < 100; round++) {
      GroupCounts joint = random(random, 100);
      Coverage coverage = search(joint, false, 0);
      // three attributes by themselves are not tabulated at three columns
      Set<GroupKey> expected =
          bruteForce(joint, Set.of(1, 2, 3)).stream()
              .filter(p -> p.values().size() < 3 || p.values().containsKey("spam"))
              .collect(Collectors.toSet());
      assertThat(keys(coverage)).isEqualTo(expected);
      assertThat(coverage.remarks()).anyMatch(r -> r.contains("were not searched"));
    }
  }

  @Test
  void levelsCountDeclaredAndCoveredPatterns() {
    long[] counts = new long[PLAN.grid().size()];
    Arrays.fill(counts, 0, 24, 30);
    Coverage coverage = search(new GroupCounts(PLAN.grid(), counts), true, 0);
    assertThat(coverage.uncoveredCount()).isZero();
    // two values each for spam, html and night, three for long: 9, 30, 44, 24 patterns
    assertThat(coverage.levels())
        .extracting(Coverage.Level::patterns)
        .containsExactly(9L, 30L, 44L, 24L);
    assertThat(coverage.levels())
        .extracting(Coverage.Level::sets)
        .containsExactly(4.0, 6.0, 4.0, 1.0);
    assertThat(coverage.levels()).allMatch(l -> l.covered() == l.patterns());
    assertThat(coverage.remarks()).isEmpty();
  }

  @Test
  void tooFewRowsAreSaidOnce() {
    long[] counts = new long[PLAN.grid().size()];
    counts[3] = 29;
    Coverage coverage = search(new GroupCounts(PLAN.grid(), counts), true, 0);
    assertThat(coverage.undefinedBecause())
        .isEqualTo("the split has fewer rows than the threshold");
    assertThat(coverage.uncovered()).isEmpty();
  }

  @Test
  void withheldTablesAreNotSearched() {
    long[] counts = new long[PLAN.grid().size()];
    Arrays.fill(counts, 0, 24, 100);
    counts[5] = 3;
    GroupCounts joint = new GroupCounts(PLAN.grid(), counts);
    Coverage open = search(joint, true, 0);
    assertThat(open.uncovered()).extracting(Coverage.Uncovered::count).containsExactly(3L);
    Coverage withheld = search(joint, true, 10);
    assertThat(withheld.uncovered()).isEmpty();
    assertThat(withheld.remarks()).anyMatch(r -> r.contains("are withheld"));
  }

  @Test
  void longListsAreCutAndCounted() {
    List<Axis> axes = new ArrayList<>();
    List<String> values = IntStream.range(0, 40).mapToObj(i -> "v" + i).toList();
    axes.add(new Axis("x", values));
    axes.add(new Axis("z", values));
    AuditPlan plan = new AuditPlan(Counted.SPAM, axes, List.of(), 3);
    long[] counts = new long[plan.grid().size()];
    Arrays.fill(counts, 0, 3200, 1);
    GroupCounts joint = new GroupCounts(plan.grid(), counts);
    Map<List<String>, GroupCounts> margins = Counted.margins(plan, joint);
    Coverage coverage =
        new CoverageSearch(
                new AuditInput(
                    plan,
                    Counted.settings(0),
                    margins,
                    new Suppression(plan, margins, 0),
                    List.of("train")),
                "train")
            .result();
    // 80 of v × label with 40 rows each are covered; none of the 1600 pairs with 2 rows is
    assertThat(coverage.uncoveredCount()).isEqualTo(1600);
    assertThat(coverage.uncovered()).hasSize(CoverageSearch.MOST_LISTED);
    assertThat(coverage.remarks()).contains("600 maximal uncovered patterns are not listed");
  }
}
