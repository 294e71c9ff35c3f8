package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ballast.config.ConfigLoader;
import org.ballast.config.GateConfig;
import org.ballast.gate.Gate;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.report.AuditPage;
import org.ballast.run.Json;
import org.junit.jupiter.api.Test;

/** What an audit of many columns leaves out of its JSON, and that nobody who reads it notices. */
class CondensingTest {
  private static final List<String> GROUPS = List.of("spam", "c0");
  private static final List<String> MAIN =
      List.of("chi_squared", "cramers_v_corrected", "mutual_information_corrected", "odds_ratio");

  private static AuditPlan plan(int attributes) {
    return new AuditPlan(
        Counted.SPAM,
        IntStream.range(0, attributes)
            .mapToObj(i -> new Axis("c" + i, List.of("no", "yes")))
            .toList(),
        List.of("c0"),
        3);
  }

  /** Rows of a split and 0 or 1 for each column, each column leaning on the first by a bit more. */
  private static int[][] rows(int count, int columns) {
    SplittableRandom random = new SplittableRandom(5);
    int[][] rows = new int[count][columns + 1];
    for (int[] row : rows) {
      row[0] = random.nextInt(3);
      row[1] = random.nextInt(2);
      for (int i = 2; i <= columns; i++) {
        row[i] = random.nextDouble() < 0.3 * i / columns ? row[1] : random.nextInt(2);
      }
    }
    return rows;
  }

  private static Map<List<String>, GroupCounts> counts(AuditPlan plan, int[][] rows) {
    List<String> names = plan.columns();
    Map<List<String>, GroupCounts> counts = new HashMap<>();
    for (List<String> columns : plan.countedSets()) {
      GroupGrid grid = plan.gridOver(AuditPlan.bySplit(columns));
      int[] at = columns.stream().mapToInt(c -> names.indexOf(c) + 1).toArray();
      long[] cells = new long[grid.size()];
      for (int[] row : rows) {
        int cell = row[0];
        for (int i : at) {
          cell = 2 * cell + row[i];
        }
        cells[cell]++;
      }
      counts.put(columns, new GroupCounts(grid, cells));
    }
    return counts;
  }

  private static AuditResult audit(AuditPlan plan, int rows, long suppressBelow) {
    AuditResult result =
        new Audit(
                plan, Counted.settings(suppressBelow), counts(plan, rows(rows, plan.axes().size())))
            .result("x");
    return result.with(Findings.of(result, FindingsTest.limits(GROUPS)));
  }

  @Test
  void aSmallAuditIsLeftAsItIs() {
    AuditResult audit = audit(plan(3), 900, 0);
    // 4 columns of 2, 6 pairs of 4 and 3 triples of 8 cells
    assertThat(Condensing.of(audit, GROUPS, 56)).isSameAs(audit);
    assertThat(Condensing.of(audit, GROUPS, 55).condensed())
        .isEqualTo(
            new Condensed(
                56,
                36,
                0,
                List.of(
                    new Condensed.Part("tables", 18, 36, "details/tables.parquet"),
                    new Condensed.Part("representation", 80, 224, "details/representation.parquet"),
                    new Condensed.Part(
                        "representation_summary", 28, 52, "details/representation_summary.parquet"),
                    new Condensed.Part(
                        "data_measures.cells", 48, 96, "details/data_measures.cells.parquet"),
                    new Condensed.Part(
                        "data_measures.disparities",
                        6,
                        24,
                        "details/data_measures.disparities.parquet"),
                    new Condensed.Part(
                        "data_measures.conditional_disparities",
                        0,
                        48,
                        "details/data_measures.conditional_disparities.parquet"),
                    new Condensed.Part(
                        "data_measures.shortcuts",
                        12,
                        24,
                        "details/data_measures.shortcuts.parquet"))));
  }

  @Test
  void theLabelsPairsStayAndOfOtherTablesTheTotalAndMainMeasures() {
    AuditResult audit = audit(plan(3), 900, 0);
    AuditResult told = Condensing.of(audit, GROUPS, 0);
    AuditView whole = new AuditView(audit);
    for (AuditResult.Table table : told.tables()) {
      AuditResult.Table there = Objects.requireNonNull(whole.table(table.split(), table.columns()));
      if (table.columns().size() == 2 && table.columns().contains("spam")) {
        assertThat(table).isEqualTo(there);
      } else {
        assertThat(table.split()).isEqualTo("train");
        assertThat(table.counts()).isEmpty();
        assertThat(table.rows())
            .isEqualTo(
                there.counts().stream().mapToLong(c -> Objects.requireNonNull(c.count())).sum());
        assertThat(table.measures())
            .containsOnlyKeys(MAIN.subList(0, table.columns().size() == 2 ? 4 : 3));
        assertThat(there.measures()).containsAllEntriesOf(table.measures());
      }
    }
    assertThat(told.tables()).filteredOn(t -> t.columns().size() == 3).hasSize(3);
    assertThat(told.findings()).isEqualTo(audit.findings());
  }

  /** Gates that fail and pass, and the page but for the fold with every number. */
  @Test
  void gatesAndFiguresAreThoseOfTheWholeAudit() {
    for (long suppressBelow : new long[] {0, 40}) {
      AuditResult audit = audit(plan(4), 1200, suppressBelow);
      AuditResult told = Condensing.of(audit, GROUPS, 0);
      assertThat(told.tables()).hasSizeLessThan(audit.tables().size());
      assertThat(Gate.judge(told, gates(), GROUPS, 0.95))
          .hasSizeGreaterThan(8)
          .isEqualTo(Gate.judge(audit, gates(), GROUPS, 0.95));
      assertThat(page(told)).isEqualTo(page(audit));
    }
  }

  private static String page(AuditResult audit) {
    return AuditPage.of(audit, "x", GROUPS).replaceAll("(?s)<details>.*?</details>", "");
  }

  private static GateConfig gates() {
    return ConfigLoader.parse(
            """
            ballast {
              dataset {
                format = parquet, paths = [x], label { name = spam, values = [ham, spam] }
                attributes.c0.values = [no, yes]
              }
              audit.gate {
                max-cramers-v { every = 0.1 }, max-shortcut-gain { every = 0.05 }
                min-group-share = 0.2, min-group-rows = 30, max-reference-difference = 0.1
                max-measure { dpl = 0.1, js = 0.2 }
              }
            }
            """,
            List.of())
        .audit()
        .gate();
  }

  @Test
  void withheldTablesAreCountedThoughTheyAreNotThere() {
    AuditResult audit = audit(plan(4), 1200, 40);
    AuditView view = new AuditView(Condensing.of(audit, GROUPS, 0));
    assertThat(view.tables()).isEqualTo(audit.tables().size());
    assertThat(view.withheldTables())
        .isPositive()
        .isEqualTo(audit.tables().stream().filter(t -> t.rows() == null).count());
  }

  /** The 780 pairs and 741 triples of forty columns in four splits. */
  @Test
  void fortyColumnsTakeLessThanFiveMegabytes() {
    AuditPlan plan = plan(39);
    AuditResult audit =
        new Audit(plan, Counted.settings(0), counts(plan, rows(6000, 40))).result("x");
    AuditResult told = Condensing.of(audit, List.of("spam"), 1000);
    byte[] json = Json.write(told, 3);
    assertThat(json.length).isBetween(500_000, 5_000_000);
    assertThat(Json.read(json, AuditResult.class, "audit.json")).isEqualTo(told);
    assertThat(new String(json, StandardCharsets.UTF_8).lines())
        .contains("      \"columns\" : [\"c0\",\"c1\"],");
    assertThat(told.tables()).hasSize(4 * 39 + 741 + 741);
  }
}
