package org.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ballast.run.Json;
import org.ballast.run.MemoryRunStore;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * The curves of a report, read off its marks. Pixels have one decimal, an axis some 400 of them.
 */
class CurveSectionTest {
  private static final String LADDER =
      "curate.variants.gap={plan=ladder, value=html, levels=[0.2, 0.5, 0.8]}";
  private static final String[] INVESTMENT = {
    "curate.pools.shop={path=shop, cost=2}",
    "curate.variants.more={plan=balance, by=add, pools=[shop]}"
  };
  private static final String SCRIPT = "<script>alert(1)</script>";
  private static final double LEVEL = .002;
  private static final double POINTS = .1;

  private static SyntheticRun ladder() {
    return new SyntheticRun(new MemoryRunStore(), "html", "plain", LADDER).curated("gap");
  }

  private static SyntheticRun investment(Double... stages) {
    return new SyntheticRun(new MemoryRunStore(), "html", "plain", INVESTMENT)
        .curated("more", stages);
  }

  private static Document report(SyntheticRun run) throws Exception {
    Map<String, JsonNode> plans = run.plans();
    FrontResult front = new FrontBuilder(run.config().front(), .95).build(run.trials(), plans);
    JsonNode none = Json.read("{}".getBytes(StandardCharsets.UTF_8), JsonNode.class, "");
    String html =
        Report.of(new ReportInput(front, run.trials(), run.histories(), Map.of(), plans, none));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document document, String tag) {
    return CurvePlot.elements(document.getDocumentElement(), tag);
  }

  private static List<String> anchors(Document document) {
    return elements(document, "h2").stream().map(h -> h.getAttribute("id")).toList();
  }

  private static String caption(Document document) {
    return elements(document, "figcaption").stream()
        .map(Element::getTextContent)
        .filter(t -> t.startsWith("One dot per"))
        .findFirst()
        .orElseThrow();
  }

  /** The rows of a table of a curve, each as its cells joined by bars. */
  private static List<String> rows(Document document, String firstColumn) {
    Element table =
        elements(document, "table").stream()
            .filter(t -> t.getTextContent().strip().startsWith("Data" + firstColumn))
            .findFirst()
            .orElseThrow();
    return CurvePlot.elements(table, "tr").stream()
        .filter(tr -> !CurvePlot.elements(tr, "td").isEmpty())
        .map(
            tr ->
                CurvePlot.elements(tr, "th").get(0).getTextContent()
                    + "|"
                    + String.join(
                        "|",
                        CurvePlot.elements(tr, "td").stream()
                            .map(Element::getTextContent)
                            .toList()))
        .toList();
  }

  private static void assertDot(CurvePlot.Place dot, double across, double up) {
    assertThat(dot.across()).as(dot.said()).isCloseTo(across, within(LEVEL));
    assertThat(dot.up()).as(dot.said()).isCloseTo(up, within(POINTS));
  }

  @Test
  void aLadderHasADotForEveryLevelWhereItsNumbersSay() throws Exception {
    SyntheticRun run = ladder();
    run.withAccuracies("gap-0.2", "erm", 1, .52, .91);
    run.withAccuracies("gap-0.5", "erm", 1, .70, .88);
    run.withAccuracies("gap-0.8", "erm", 1, .61, .93);
    run.withAccuracies("gap-0.2", "groupdro", 1, .66, .85);
    run.withAccuracies("gap-0.8", "groupdro", 1, .71, .86);
    Document document = report(run);
    List<CurvePlot.Place> worst = new CurvePlot(document, "ladder-0-worst").dots();
    assertThat(worst).hasSize(5);
    assertDot(worst.get(0), 13 / 67.0, 52);
    assertDot(worst.get(1), .5, 70);
    assertDot(worst.get(2), 54 / 67.0, 61);
    assertDot(worst.get(3), 13 / 67.0, 66);
    assertDot(worst.get(4), 54 / 67.0, 71);
    assertThat(worst.get(1).said()).startsWith("erm · gap-0.5\n").contains("136 rows", "1 seed");
    List<CurvePlot.Place> average = new CurvePlot(document, "ladder-0-average").dots();
    assertDot(average.get(0), 13 / 67.0, 91);
    assertDot(average.get(4), 54 / 67.0, 86);
    assertThat(rows(document, "Levelreached"))
        .containsExactly(
            "gap-0.2level 0.2|0.194|134|52.0|91.0|52.0|91.0|1",
            "gap-0.5level 0.5|0.500|136|70.0|88.0|70.0|88.0|1",
            "gap-0.8level 0.8|0.806|134|61.0|93.0|61.0|93.0|1",
            "gap-0.2level 0.2|0.194|134|66.0|85.0|66.0|85.0|1",
            "gap-0.8level 0.8|0.806|134|71.0|86.0|71.0|86.0|1");
    assertThat(caption(document))
        .contains("There is one seed", "No dot: groupdro at level 0.5 (it was not trained).");
    assertThat(new CurvePlot(document, "ladder-0-worst").whiskers()).isEmpty();
  }

  /** Of the test rows that are spam, 216 of 365 have HTML; the line goes from .5 to 54/67. */
  @Test
  void theRingIsOnTheLineAtTheLevelOfTheTestSplit() throws Exception {
    SyntheticRun run = ladder();
    for (String level : List.of("0.2", "0.5", "0.8")) {
      run.trial("gap-" + level, "erm", List.of(), 1, .6, .9, .85, .8);
    }
    Document document = report(run);
    for (String panel : List.of("ladder-0-worst", "ladder-0-average")) {
      CurvePlot plot = new CurvePlot(document, panel);
      CurvePlot.Place left = plot.dots().get(1);
      CurvePlot.Place right = plot.dots().get(2);
      double part = (216 / 365.0 - .5) / (54 / 67.0 - .5);
      assertThat(plot.rings()).hasSize(1);
      assertDot(plot.rings().get(0), 216 / 365.0, left.up() + part * (right.up() - left.up()));
    }
    assertThat(caption(document)).contains("the level of the test split, 0.592; rings");
  }

  @Test
  void aLevelBeyondTheLadderHasItsRingOnTheAxis() throws Exception {
    SyntheticRun run = ladder();
    run.trial("gap-0.2", "erm", List.of(), 1, .6, .9, .85, .8);
    run.trial("gap-0.5", "erm", List.of(), 1, .6, .9, .85, .8);
    Document document = report(run);
    CurvePlot plot = new CurvePlot(document, "ladder-0-worst");
    assertThat(plot.rings()).hasSize(1);
    assertThat(plot.rings().get(0).across()).isCloseTo(216 / 365.0, within(LEVEL));
    assertThat(plot.rings().get(0).up())
        .isLessThan(plot.dots().stream().mapToDouble(CurvePlot.Place::up).min().orElseThrow());
    assertThat(caption(document)).contains("no line reaches it");
  }

  /** t(2) = 4.303 at .975: .62 ± 4.303 · .02 / √3 = .62 ± .0497 (R: t.test(c(.60, .62, .64))). */
  @Test
  void severalSeedsHaveWhiskersAndOneHasNone() throws Exception {
    SyntheticRun run = ladder();
    run.withAccuracies("gap-0.2", "erm", 1, .60, .90);
    run.withAccuracies("gap-0.2", "erm", 2, .62, .90);
    run.withAccuracies("gap-0.2", "erm", 3, .64, .90);
    run.failed("gap-0.2", "erm", 4, "the loss became NaN");
    run.withAccuracies("gap-0.5", "erm", 1, .70, .88);
    run.withAccuracies("gap-0.8", "erm", 1, .72, .88);
    Document document = report(run);
    CurvePlot plot = new CurvePlot(document, "ladder-0-worst");
    assertThat(plot.whiskers())
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.across()).isCloseTo(13 / 67.0, within(LEVEL));
              assertThat(w.low()).isCloseTo(57.03, within(POINTS));
              assertThat(w.high()).isCloseTo(66.97, within(POINTS));
              assertThat(w.ends()).isEqualTo(2);
            });
    assertDot(plot.dots().get(0), 13 / 67.0, 62);
    assertThat(rows(document, "Levelreached").get(0))
        .isEqualTo(
            "gap-0.2level 0.2|0.194|134|62.057.0–67.0|90.090.0–90.0|62.057.0–67.0|90.090.0–90.0|31 failed");
    assertThat(caption(document))
        .contains("95 % Student t intervals over seeds", "A dot without whiskers is of one seed.");
  }

  /** With two seeds t(1) = 12.706: .60 ± .89, far beyond the axis. */
  @Test
  void whiskersThatGoBeyondTheEdgeHaveNoEndThere() throws Exception {
    SyntheticRun run = ladder();
    for (String level : List.of("0.2", "0.5")) {
      run.withAccuracies("gap-" + level, "erm", 1, .53, .90);
      run.withAccuracies("gap-" + level, "erm", 2, .67, .90);
      run.withAccuracies("gap-" + level, "groupdro", 1, .60, .90);
    }
    CurvePlot plot = new CurvePlot(report(run), "ladder-0-worst");
    assertThat(plot.whiskers()).hasSize(2).allMatch(w -> w.ends() == 0);
    // lines keep apart, by the same distance to both sides of the level
    List<CurvePlot.Place> dots = plot.dots();
    assertThat(dots.get(2).across() - dots.get(0).across()).isBetween(.002, .02);
    assertThat((dots.get(2).across() + dots.get(0).across()) / 2)
        .isCloseTo(13 / 67.0, within(LEVEL));
  }

  @Test
  void aFailedLevelHasNoDotAndTheCaptionSaysSo() throws Exception {
    SyntheticRun run = ladder();
    run.withAccuracies("gap-0.2", "erm", 1, .60, .90);
    run.failed("gap-0.5", "erm", 1, "it said " + SCRIPT);
    run.withAccuracies("gap-0.8", "erm", 1, .66, .90);
    Document document = report(run);
    assertThat(new CurvePlot(document, "ladder-0-worst").dots())
        .extracting(CurvePlot.Place::said)
        .noneMatch(said -> said.contains("gap-0.5"))
        .hasSize(2);
    assertThat(caption(document))
        .endsWith("No dot: erm at level 0.5 (its trial has no result: it said " + SCRIPT + ").");
  }

  @Test
  void stagesGoFromTheLeastMoneyToTheMost() throws Exception {
    SyntheticRun run = investment(1000.0, 0.0, 250.0);
    run.withAccuracies("more-stage-1000", "erm", 1, .71, .85);
    run.withAccuracies("more-stage-0", "erm", 1, .50, .88);
    run.withAccuracies("more-stage-250", "erm", 1, .64, .87);
    run.withAccuracies("more", "erm", 1, .70, .80);
    Document document = report(run);
    List<CurvePlot.Place> dots = new CurvePlot(document, "investment-0-worst").dots();
    double[] money = {0, 250, 1000, 11_362};
    double[] worst = {50, 64, 71, 70};
    assertThat(dots).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(dots.get(i).across()).isCloseTo(money[i], within(30.0));
      assertThat(dots.get(i).up()).isCloseTo(worst[i], within(POINTS));
    }
    assertThat(rows(document, "Moneyspent"))
        .containsExactly(
            "more-stage-0stage 0|0|3\u2009443|50.0|–|88.0|50.0|88.0|1",
            "more-stage-250stage 250|250|3\u2009568|64.0|+14.0for 250|87.0|64.0|87.0|1",
            "more-stage-1000stage 1\u2009000|1\u2009000|3\u2009943|71.0|+7.0for 750|85.0|71.0|85.0|1",
            "morewhole plan|11\u2009362|9\u2009124|70.0|−1.0for 10\u2009362|80.0|70.0|80.0|1");
    assertThat(new CurvePlot(document, "investment-0-average").rings()).isEmpty();
    assertThat(anchors(document)).contains("investment").doesNotContain("ladder");
  }

  @Test
  void aGainWithinTheIntervalsIsCalledNoise() throws Exception {
    SyntheticRun run = investment(0.0, 100.0, 200.0);
    double[][] worst = {{.50, .52, .54}, {.51, .53, .55}, {.80, .81, .82}};
    for (int stage = 0; stage < 3; stage++) {
      for (int seed = 0; seed < 3; seed++) {
        run.withAccuracies("more-stage-" + 100 * stage, "erm", seed, worst[stage][seed], .9);
      }
    }
    List<String> rows = rows(report(run), "Moneyspent");
    assertThat(rows.get(1)).contains("|+1.0for 100within noise|");
    assertThat(rows.get(2)).contains("|+28.0for 100|");
  }

  @Test
  void withoutTestRowsValidationIsShownAndNoRing() throws Exception {
    SyntheticRun run = ladder();
    run.withoutTest("gap-0.2", "erm", 1, .55);
    run.withoutTest("gap-0.8", "erm", 1, .65);
    Document document = report(run);
    CurvePlot plot = new CurvePlot(document, "ladder-0-worst");
    assertDot(plot.dots().get(0), 13 / 67.0, 55);
    assertThat(plot.dots().get(0).said()).contains("Worst-group accuracy on validation 55.0 %");
    assertThat(plot.rings()).isEmpty();
    assertThat(caption(document))
        .contains("no ring at the level of the test split: there is no result on test rows.");
  }

  @Test
  void namesFromTheDataCannotBecomeMarkup() throws Exception {
    String value = new String(Json.write(SCRIPT), StandardCharsets.UTF_8).strip();
    SyntheticRun run =
        new SyntheticRun(
                new MemoryRunStore(),
                SCRIPT,
                "\"&'",
                "curate.variants.gap={plan=ladder, levels=[0.2, 0.8], value=" + value + "}")
            .curated("gap");
    run.trial("gap-0.2", "erm", List.of(), 1, .6, .9, .85, .8);
    run.trial("gap-0.8", "<b>&", List.of(), 1, .6, .9, .85, .8);
    Document document = report(run);
    assertThat(elements(document, "script")).isEmpty();
    assertThat(document.getDocumentElement().getTextContent())
        .contains("share with html = " + SCRIPT + " among spam = spam");
    assertThat(new CurvePlot(document, "ladder-0-worst").dots())
        .anyMatch(dot -> dot.said().startsWith("<b>& · gap-0.8"));
    assertThat(elements(document, "b"))
        .noneMatch(b -> b.getTextContent().isEmpty() || b.getTextContent().contains("gap"));
  }

  @Test
  void aRunWithoutLadderAndStagesShowsNoSuchSection() throws Exception {
    SyntheticRun run = new SyntheticRun(new MemoryRunStore(), "html", "plain").everything(1).data();
    Document document = report(run);
    assertThat(anchors(document)).isNotEmpty().doesNotContain("ladder", "investment");
    assertThat(elements(document, "a"))
        .extracting(a -> a.getAttribute("href"))
        .contains("#results")
        .doesNotContain("#ladder", "#investment");
  }

  @Test
  void aTableOfManyResultsIsClosedAtFirst() throws Exception {
    SyntheticRun run = ladder();
    for (int weight = 1; weight <= 6; weight++) {
      List<Double> control = List.of(1.0 * weight, 1.0, 1.0, 1.0);
      for (String level : List.of("0.2", "0.5", "0.8")) {
        run.trial("gap-" + level, "cpt", control, 1, .6, .9, .85, .8);
      }
    }
    Document document = report(run);
    assertThat(rows(document, "Levelreached")).hasSize(18);
    assertThat(elements(document, "summary"))
        .extracting(Element::getTextContent)
        .contains("The numbers of 18 results");
  }

  @Test
  void theContentsLeadToTheCurves() throws Exception {
    SyntheticRun run = ladder();
    run.withAccuracies("gap-0.2", "erm", 1, .60, .90);
    Document document = report(run);
    assertThat(elements(document, "a")).anyMatch(a -> a.getAttribute("href").equals("#ladder"));
    assertThat(anchors(document)).contains("ladder");
  }
}
