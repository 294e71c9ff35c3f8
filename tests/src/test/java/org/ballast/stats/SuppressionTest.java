package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Variable;

class SuppressionTest {
  private static final Axis LONG = new Axis("long", List.of("no", "yes"));
  private static final AuditPlan PLAN =
      new AuditPlan(Counted.SPAM, List.of(Counted.HTML, LONG), List.of("html"), 3);

  private static AuditResult audit(GroupCounts joint, long below) {
    return new Audit(PLAN, Counted.settings(below), Counted.margins(PLAN, joint)).result("test");
  }

  private static GroupCounts random(SplittableRandom random) {
    long[] counts = new long[PLAN.grid().size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] =
          switch (random.nextInt(8)) {
            case 0, 1 -> 0;
            case 2 -> random.nextInt(5);
            default -> 10 + random.nextInt(90);
          };
    }
    return new GroupCounts(PLAN.grid(), counts);
  }

  /** Every published count as an equation over the unknown joint. */
  private static ExpressionsBasedModel attacker(AuditResult result) {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    List<GroupKey> cells = PLAN.grid().groups();
    cells.forEach(c -> model.newVariable(c.toString()).lower(0).upper(result.rows()));
    Stream.concat(
            result.tables().stream()
                .flatMap(t -> t.counts().stream().map(c -> known(t.split(), c.group(), c.count()))),
            result.representation().stream().map(r -> known(r.split(), r.group(), r.count())))
        .filter(k -> k.count() != null)
        .distinct()
        .forEach(k -> equation(model, cells, k));
    Expression total = model.newExpression("rows").level(result.rows());
    model.getVariables().forEach(v -> total.set(v, 1));
    return model;
  }

  private record Known(String split, GroupKey group, @Nullable Long count) {}

  private static Known known(String split, GroupKey group, @Nullable Long count) {
    return new Known(split, group, count);
  }

  private static void equation(ExpressionsBasedModel model, List<GroupKey> cells, Known known) {
    Expression sum = model.newExpression(known.toString());
    sum.level(Objects.requireNonNull(known.count()));
    for (int i = 0; i < cells.size(); i++) {
      if (isPart(cells.get(i), known.split(), known.group())) {
        sum.set(i, 1);
      }
    }
  }

  private static boolean isPart(GroupKey cell, String split, GroupKey group) {
    return (split.equals("all") || cell.value("split").equals(split))
        && group.values().entrySet().stream()
            .allMatch(e -> cell.value(e.getKey()).equals(e.getValue()));
  }

  /** The range that the published counts leave for a withheld one. */
  private static double range(AuditResult result, String split, GroupKey group) {
    ExpressionsBasedModel model = attacker(result);
    List<GroupKey> cells = PLAN.grid().groups();
    List<Variable> variables = model.getVariables();
    for (int i = 0; i < cells.size(); i++) {
      if (isPart(cells.get(i), split, group)) {
        variables.get(i).weight(1);
      }
    }
    return model.maximise().getValue() - model.minimise().getValue();
  }

  @Test
  void noSmallCellFollowsFromAllThatIsPublished() {
    SplittableRandom random = new SplittableRandom(9);
    int attacked = 0;
    for (int round = 0; round < 15; round++) {
      GroupCounts joint = random(random);
      AuditResult result = audit(joint, 10);
      for (AuditResult.Table table : result.tables()) {
        for (AuditResult.Cell cell : table.counts()) {
          long truth = truth(joint, table.split(), cell.group());
          if (truth > 0 && truth < 10) {
            assertThat(cell.count()).isNull();
            assertThat(cell.suppressed()).isTrue();
            assertThat(range(result, table.split(), cell.group())).isGreaterThan(0.5);
            attacked++;
          }
        }
      }
    }
    assertThat(attacked).isGreaterThan(60);
  }

  private static long truth(GroupCounts joint, String split, GroupKey group) {
    long sum = 0;
    for (int i = 0; i < joint.grid().size(); i++) {
      if (isPart(joint.grid().group(i), split, group)) {
        sum += joint.count(i);
      }
    }
    return sum;
  }

  @Test
  void aCellThatTwoZerosGiveAwayIsProtectedByWithholdingATable() {
    // Every pair of columns is clean; ham-html-no and ham-html-yes are 0, so spam-plain-no would
    // follow as the margin over the label less ham-plain-no.
    GroupCounts joint = oneSplit(0, 0, 50, 50, 50, 50, 3, 50);
    AuditResult result = audit(joint, 10);
    GroupKey small = PLAN.grid().over(List.of("spam", "html", "long")).group(6);
    assertThat(truth(joint, "all", small)).isEqualTo(3);
    assertThat(range(result, "all", small)).isGreaterThan(0.5);
  }

  private static GroupCounts oneSplit(long... train) {
    long[] counts = new long[PLAN.grid().size()];
    System.arraycopy(train, 0, counts, 0, train.length);
    return new GroupCounts(PLAN.grid(), counts);
  }

  @Test
  void cleanAuditsPublishEverything() {
    AuditResult result = audit(oneSplit(10, 20, 30, 40, 0, 60, 70, 80), 10);
    assertThat(result.tables())
        .allSatisfy(t -> assertThat(t.counts()).allMatch(c -> c.count() != null));
    assertThat(result.representation()).allMatch(r -> r.suppressed() == null);
  }

  @Test
  void aWithheldTableTellsNothingElsewhere() {
    AuditResult result = audit(oneSplit(100, 200, 2, 1, 200, 100, 300, 400), 10);
    AuditResult.Table table =
        result.tables().stream()
            .filter(t -> t.columns().equals(List.of("spam", "html")))
            .findFirst()
            .orElseThrow();
    assertThat(table.measures().values())
        .allMatch(m -> m.value() == null && m.undefinedBecause() != null);
    assertThat(result.representation())
        .filteredOn(r -> r.group().values().keySet().equals(Set.of("spam", "html")))
        .isNotEmpty()
        .allMatch(r -> r.count() == null && r.share() == null && r.low() == null);
    assertThat(result.representationSummary())
        .filteredOn(s -> s.columns().equals(List.of("spam", "html")))
        .isNotEmpty()
        .allMatch(s -> s.smallestCell() == null && s.emptyCells() == null);
    assertThat(result.representation())
        .filteredOn(r -> r.group().values().keySet().equals(Set.of("html")))
        .allMatch(r -> r.count() != null);
  }

  @Test
  void whateverIsMadeOfAWithheldTableIsWithheld() {
    AuditResult result = audit(twoSplits(100, 200, 2, 1, 200, 100, 300, 400), 10);
    Set<String> pair = Set.of("spam", "html");
    assertThat(measures(result).cells())
        .filteredOn(c -> Set.copyOf(c.columns()).equals(pair))
        .isNotEmpty()
        .allMatch(c -> c.expected() == null && areWithheld(c.measures().values()));
    assertThat(measures(result).disparities())
        .filteredOn(d -> Set.copyOf(d.columns()).equals(pair))
        .isNotEmpty()
        .allMatch(d -> d.rows() == null && d.otherRows() == null)
        .allMatch(d -> areWithheld(d.measures().values()));
    assertThat(measures(result).conditionalDisparities())
        .isNotEmpty()
        .allMatch(c -> areWithheld(List.of(c.cddl())));
    assertThat(measures(result).shortcuts())
        .filteredOn(s -> s.columns().containsAll(pair))
        .isNotEmpty()
        .allMatch(s -> areWithheld(s.measures().values()));
    assertThat(result.shifts())
        .filteredOn(s -> Set.copyOf(s.columns()).equals(pair))
        .isNotEmpty()
        .allMatch(s -> areWithheld(List.of(s.homogeneity())))
        .allMatch(
            s ->
                s.changes().values().stream()
                    .allMatch(c -> areWithheld(List.of(c.before(), c.after(), c.difference()))));
    assertThat(result.tables())
        .filteredOn(t -> Set.copyOf(t.columns()).equals(pair))
        .isNotEmpty()
        .allMatch(t -> t.smallSample() == null);
    assertThat(measures(result).coverage())
        .flatExtracting(Coverage::uncovered)
        .noneMatch(u -> u.pattern().values().keySet().containsAll(pair));
  }

  private static GroupCounts twoSplits(long... each) {
    long[] counts = new long[PLAN.grid().size()];
    System.arraycopy(each, 0, counts, 0, each.length);
    System.arraycopy(each, 0, counts, counts.length - each.length, each.length);
    return new GroupCounts(PLAN.grid(), counts);
  }

  private static boolean areWithheld(Collection<Measure> measures) {
    return !measures.isEmpty()
        && measures.stream().allMatch(m -> Audit.SUPPRESSED.equals(m.undefinedBecause()));
  }

  /** Every count that a maximal uncovered pattern states is one that a table states as well. */
  @Test
  void uncoveredPatternsTellNoMoreThanTheTables() {
    SplittableRandom random = new SplittableRandom(19);
    for (int round = 0; round < 50; round++) {
      AuditResult result = audit(random(random), 10);
      Set<Known> published = new HashSet<>();
      result.representation().stream()
          .filter(r -> r.count() != null)
          .forEach(r -> published.add(known(r.split(), r.group(), r.count())));
      for (Coverage coverage : measures(result).coverage()) {
        coverage
            .uncovered()
            .forEach(
                u ->
                    assertThat(published)
                        .contains(known(coverage.split(), u.pattern(), u.count())));
      }
    }
  }

  @Test
  void acyclicMeansAStarOrAChainAndNoTriangle() {
    assertThat(acyclic(Set.of("a", "b"), Set.of("b", "c"), Set.of("b", "d"))).isTrue();
    assertThat(acyclic(Set.of("a", "b"), Set.of("b", "c"), Set.of("a", "c"))).isFalse();
    assertThat(acyclic(Set.of("a", "b"), Set.of("b", "c"), Set.of("a", "c"), Set.of("a", "b", "c")))
        .isTrue();
    assertThat(acyclic(Set.of("a", "b"), Set.of("b", "c"), Set.of("c", "d"), Set.of("d", "a")))
        .isFalse();
    assertThat(acyclic()).isTrue();
  }

  @SafeVarargs
  private static boolean acyclic(Set<String>... sets) {
    List<Set<String>> copies = new ArrayList<>();
    for (Set<String> set : sets) {
      copies.add(new HashSet<>(set));
    }
    return Suppression.isAcyclic(copies);
  }

  private static DataMeasures measures(AuditResult result) {
    return Objects.requireNonNull(result.dataMeasures());
  }
}
