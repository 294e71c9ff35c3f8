package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.junit.jupiter.api.Test;

class ExclusionTest {
  private static final Axis JOB = new Axis("job", List.of("clerk", "nurse", "smith"));

  private static AuditPlan plan(String... excluding) {
    return new AuditPlan(
        List.of(Counted.SPAM), List.of(Counted.HTML, JOB), List.of("html"), 3, Set.of(excluding));
  }

  private static GroupCounts random(AuditPlan plan, SplittableRandom random) {
    long[] counts = new long[plan.grid().size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(40);
    }
    return new GroupCounts(plan.grid(), counts);
  }

  @Test
  void ofEveryTableCountedAndExcludedAreAllRowsOfTheSplit() {
    SplittableRandom random = new SplittableRandom(3);
    for (String[] excluding :
        new String[][] {{"job"}, {"spam"}, {"html", "job"}, {"spam", "html", "job"}}) {
      AuditPlan plan = plan(excluding);
      for (int i = 0; i < 20; i++) {
        GroupCounts joint = random(plan, random);
        assertTotals(plan, joint, new Audit(plan, settings(0), Counted.margins(plan, joint)));
      }
    }
  }

  private static AuditSettings settings(long suppressBelow) {
    return new AuditSettings(0.95, 1, 17, suppressBelow, Map.of());
  }

  private static void assertTotals(AuditPlan plan, GroupCounts joint, Audit audit) {
    AuditResult result = audit.result("x");
    assertThat(result.rows()).isEqualTo(joint.total());
    List<String> splits = AuditPlan.SPLIT.values();
    Map<List<String>, ExcludedRows> excluded = new HashMap<>();
    audit.excluded().forEach(e -> excluded.put(key(e.split(), e.columns()), e));
    for (AuditResult.Table table : result.tables()) {
      long rows =
          table.split().equals("all")
              ? joint.total()
              : joint.over(List.of("split")).count(splits.indexOf(table.split()));
      ExcludedRows out = excluded.get(key(table.split(), table.columns()));
      assertThat(counted(table) + (out == null ? 0 : Objects.requireNonNull(out.excluded())))
          .isEqualTo(rows);
      Set<String> leaving = new HashSet<>(table.columns());
      leaving.retainAll(plan.excluding());
      assertThat(out == null).isEqualTo(leaving.isEmpty());
      assertThat(table.counts()).noneMatch(c -> isMissing(c, plan.excluding()));
    }
  }

  private static boolean isMissing(AuditResult.Cell cell, Set<String> columns) {
    return cell.group().values().entrySet().stream()
        .anyMatch(e -> columns.contains(e.getKey()) && e.getValue().equals(GroupGrid.MISSING));
  }

  private static long counted(AuditResult.Table table) {
    return table.counts().stream().mapToLong(c -> Objects.requireNonNull(c.count())).sum();
  }

  private static List<String> key(String split, List<String> columns) {
    return List.of(split, String.join(",", columns));
  }

  @Test
  void onlyTablesThatUseTheColumnLeaveRowsOut() {
    AuditPlan plan = plan("job");
    long[] counts = new long[plan.grid().size()];
    java.util.Arrays.fill(counts, 10);
    GroupCounts joint = new GroupCounts(plan.grid(), counts);
    Audit audit = new Audit(plan, settings(0), Counted.margins(plan, joint));
    assertThat(table(audit, "spam", "html")).containsExactly(120L, 120L, 120L, 120L);
    assertThat(table(audit, "spam", "job")).containsExactly(60L, 60L, 60L, 60L, 60L, 60L);
    assertThat(audit.result("x").notes())
        .containsExactly("120 rows have no job: its tables leave them out");
  }

  private static List<Long> table(Audit audit, String... columns) {
    return audit.result("x").tables().stream()
        .filter(t -> t.split().equals("all") && t.columns().equals(List.of(columns)))
        .flatMap(t -> t.counts().stream())
        .map(c -> Objects.requireNonNull(c.count()))
        .toList();
  }

  /** The 3 rows without a job are all rows less those that have one. */
  @Test
  void aFewMissingRowsAreASmallCell() {
    AuditPlan plan = plan("job");
    long[] counts = new long[plan.grid().size()];
    java.util.Arrays.fill(counts, 10);
    // test, spam, html and test, spam, plain
    counts[plan.grid().size() - 5] = 0;
    counts[plan.grid().size() - 1] = 3;
    Audit audit =
        new Audit(plan, settings(5), Counted.margins(plan, new GroupCounts(plan.grid(), counts)));
    assertThat(audit.excluded())
        .filteredOn(e -> e.split().equals("test") && e.columns().equals(List.of("spam", "job")))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.excluded()).isNull();
              assertThat(e.counted()).isNull();
              assertThat(e.suppressed()).isTrue();
            });
  }
}
