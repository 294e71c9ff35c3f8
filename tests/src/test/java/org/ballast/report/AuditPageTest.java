package org.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.group.GroupKey;
import org.ballast.stats.Audit;
import org.ballast.stats.AuditPlan;
import org.ballast.stats.AuditResult;
import org.ballast.stats.AuditSettings;
import org.ballast.stats.FindingLimits;
import org.ballast.stats.Findings;
import org.ballast.stats.Measure;
import org.ballast.stats.RowDetails;
import org.ballast.stats.WeightedTable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class AuditPageTest {
  private static final String SCRIPT = "<script>alert(1)</script>";
  private static final long[] TRAIN = {17, 23, 41, 713, 211, 107, 89, 131};

  private static AuditPlan plan(String html, String other) {
    return new AuditPlan(
        new Axis("spam", List.of("ham", "spam")),
        List.of(new Axis(html, List.of(SCRIPT, "plain")), new Axis(other, List.of("no", "yes"))),
        List.of(html),
        2);
  }

  private static AuditResult audit(AuditPlan plan, long suppressBelow, long... train) {
    GroupCounts joint = new GroupCounts(plan.grid(), Arrays.copyOf(train, 24));
    Map<List<String>, GroupCounts> counts = new HashMap<>();
    for (List<String> columns : plan.columnSets()) {
      List<String> bySplit = new ArrayList<>(List.of("split"));
      bySplit.addAll(columns);
      counts.put(columns, joint.over(bySplit));
    }
    String html = plan.attributes().get(0).column();
    Map<String, Map<String, Double>> reference = Map.of(html, Map.of(SCRIPT, 0.5, "plain", 0.5));
    AuditSettings settings = new AuditSettings(0.95, 100, 17, suppressBelow, reference);
    AuditResult result = new Audit(plan, settings, counts).result(SCRIPT);
    return result.with(
        Findings.of(
            result,
            new FindingLimits(
                0.1,
                0.02,
                0.05,
                0.02,
                0.05,
                0.1,
                0.01,
                0.01,
                0.01,
                0.1,
                30,
                0.95,
                List.of("spam", html))));
  }

  private static String page(AuditResult audit, String html) {
    return AuditPage.of(audit, SCRIPT, List.of("spam", html));
  }

  private static Document parse(String html) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document document, String tag) {
    NodeList nodes = document.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  @Test
  void isWellFormedAndShowsEveryPart() throws Exception {
    String html = page(audit(plan("html", "long"), 0, TRAIN), "html");
    Document document = parse(html);
    assertThat(elements(document, "h2"))
        .extracting(Element::getTextContent)
        .containsExactly("What matters", "What goes together", "Who is there");
    assertThat(elements(document, "svg"))
        .extracting(s -> s.getElementsByTagName("title").item(0).getTextContent())
        .anyMatch(t -> t.startsWith("Bias-corrected Cramér's V of every two columns"))
        .anyMatch(t -> t.startsWith("Mosaic of spam × html"))
        .anyMatch(t -> t.startsWith("Groups, %"))
        .anyMatch(t -> t.startsWith("Values beside their reference"));
    assertThat(elements(document, "svg"))
        .allMatch(s -> s.getElementsByTagName("desc").getLength() == 1);
    List<String> ids =
        elements(document, "*").stream()
            .map(e -> e.getAttribute("id"))
            .filter(i -> !i.isEmpty())
            .toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(elements(document, "a"))
        .allMatch(a -> ids.contains(a.getAttribute("href").substring(1)));
    assertThat(html).doesNotContain("src=", "url(", "NaN", "null");
  }

  @Test
  void namesFromTheDataCannotBecomeMarkup() throws Exception {
    String html = page(audit(plan(SCRIPT, "\"&'"), 0, TRAIN), SCRIPT);
    assertThat(html).doesNotContain("<script");
    Document document = parse(html);
    assertThat(elements(document, "script")).isEmpty();
    assertThat(document.getDocumentElement().getTextContent())
        .contains("spam and " + SCRIPT + " go together");
  }

  @Test
  void aWithheldNumberIsNowhereOnThePage() throws Exception {
    AuditPlan plan = plan("html", "long");
    String open = parse(page(audit(plan, 0, TRAIN), "html")).getDocumentElement().getTextContent();
    String held =
        parse(page(audit(plan, 500, TRAIN), "html")).getDocumentElement().getTextContent();
    assertThat(held).contains("are withheld because").doesNotContain(SCRIPT + " is");
    // Counts of the cells and margins, and a share to one decimal: all are on the open page.
    for (String number : List.of("40", "754", "318", "220", "3.0", "56.6", "23.9", "16.5")) {
      Pattern whole = Pattern.compile("(?<![\\d.])" + Pattern.quote(number) + "(?![\\d.])");
      assertThat(whole.matcher(open).find()).as("open page has " + number).isTrue();
      assertThat(whole.matcher(held).find()).as("withheld page has " + number).isFalse();
    }
  }

  @Test
  void groupsStandByWeightBesideTheirRows() throws Exception {
    AuditResult counted = audit(plan("html", "long"), 0, TRAIN);
    assertThat(page(counted, "html")).doesNotContain("by weight");
    String page = page(counted.with(weighted(120.4, 0.25)), "html");
    Element table =
        elements(parse(page), "figure").stream()
            .filter(f -> f.getTextContent().contains("Groups by weight, train split"))
            .findFirst()
            .orElseThrow();
    assertThat(table.getTextContent())
        .contains("ham · plain", "754", "56.6", "25.0", "20.0–30.0")
        .contains("as much as 120 rows that count alike");
    assertThat(page(counted.with(weighted(null, null)), "html")).contains("Weights are withheld");
  }

  private static RowDetails weighted(Double effective, Double share) {
    Measure part =
        share == null
            ? Measure.undefined("share", "suppressed")
            : Measure.of(share, "share").within(0.2, 0.3, 0.95);
    GroupKey group =
        new GroupGrid(
                List.of(
                    new Axis("spam", List.of("ham", "spam")),
                    new Axis("html", List.of(SCRIPT, "plain"))))
            .group(1);
    WeightedTable table =
        new WeightedTable(
            "train",
            List.of("spam", "html"),
            effective,
            effective,
            List.of(new WeightedTable.Cell(group, share, part)),
            Map.of());
    return new RowDetails(List.of(), List.of(), List.of(), List.of(), List.of(table), null);
  }

  @Test
  void anInternalAuditIsNotShown() {
    AuditResult exact = audit(plan("html", "long"), 0, TRAIN).asInternal();
    assertThatThrownBy(() -> page(exact, "html")).hasMessageContaining("it has exact counts");
  }

  @Test
  void shadesRunFromLightToDark() {
    assertThat(HeatMapFigure.shade(0.0)).isEqualTo("#f7fbff");
    assertThat(HeatMapFigure.shade(1.0)).isEqualTo("#08306b");
    int before = 256;
    for (double share = 0; share <= 1; share += 0.05) {
      int green = Integer.parseInt(HeatMapFigure.shade(share).substring(3, 5), 16);
      assertThat(green).isLessThan(before);
      before = green;
    }
  }
}
