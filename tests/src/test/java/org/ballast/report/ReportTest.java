package org.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ballast.run.Json;
import org.ballast.run.MemoryRunStore;
import org.ballast.stats.AuditResult;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportTest {
  private static final String SCRIPT = "<script>alert(1)</script>";
  private static final String QUOTES = "\"&'";
  private final MemoryRunStore store = new MemoryRunStore();

  private ReportInput input(SyntheticRun run) throws IOException {
    FrontResult front = new FrontBuilder(run.config().front(), .95).build(run.trials());
    Map<String, List<HistoryStep>> histories = new LinkedHashMap<>();
    for (String id : Report.trialsWithCurves(front)) {
      histories.put(id, run.histories().get(id));
    }
    Map<String, AuditResult> audits = new LinkedHashMap<>();
    audits.put("original", audit("original"));
    audits.put("balanced", audit("balanced"));
    Map<String, JsonNode> plans = Map.of("balanced", json("curate/balanced/plan.json"));
    return new ReportInput(front, run.trials(), histories, audits, plans, json("run.json"));
  }

  private JsonNode json(String file) throws IOException {
    return Json.read(store.read(file), JsonNode.class, file);
  }

  private AuditResult audit(String name) throws IOException {
    String file = "audit/" + name + "/audit.json";
    return Json.read(store.read(file), AuditResult.class, file);
  }

  private SyntheticRun run(String html, String plain) {
    return new SyntheticRun(store, html, plain).everything(1, 2).data();
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
  void isWellFormedAndNeedsNothingFromElsewhere() throws Exception {
    String html = Report.of(input(run("html", "plain")));
    Document document = parse(html);
    for (String tag : List.of("script", "link", "img", "iframe", "object", "image", "use")) {
      assertThat(elements(document, tag)).as(tag).isEmpty();
    }
    assertThat(html).doesNotContain("@import", "url(", "src=");
    assertThat(elements(document, "a")).allMatch(a -> a.getAttribute("href").startsWith("#"));
    String withoutNames = html.replaceAll("xmlns=\"http://www.w3.org/[0-9a-z/]+\"", "");
    assertThat(Pattern.compile("https?://").matcher(withoutNames).find()).isFalse();
    assertThat(html).contains("default-src 'none'".replace("'", "&#39;"));
  }

  @Test
  void everyLinkOfTheContentsHasItsPlace() throws Exception {
    Document document = parse(Report.of(input(run("html", "plain"))));
    List<String> ids = elements(document, "h2").stream().map(h -> h.getAttribute("id")).toList();
    assertThat(elements(document, "a"))
        .isNotEmpty()
        .allSatisfy(a -> assertThat(ids).contains(a.getAttribute("href").substring(1)));
  }

  @Test
  void figuresHaveATitleAndHeadersAScope() throws Exception {
    Document document = parse(Report.of(input(run("html", "plain"))));
    assertThat(elements(document, "svg"))
        .filteredOn(svg -> svg.getAttribute("class").equals("plot"))
        .hasSizeGreaterThanOrEqualTo(4)
        .allMatch(svg -> svg.getElementsByTagName("title").getLength() > 0)
        .allMatch(svg -> svg.getElementsByTagName("desc").getLength() == 1);
    assertThat(elements(document, "th")).allMatch(th -> !th.getAttribute("scope").isEmpty());
  }

  @Test
  void valuesFromTheDataCannotBecomeMarkup() throws Exception {
    SyntheticRun run = run(SCRIPT, QUOTES);
    run.failed(SCRIPT, "cpt", 7, "it said " + SCRIPT + QUOTES + '\u0000');
    String html = Report.of(input(run));
    assertThat(html).doesNotContain("<script").contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    Document document = parse(html);
    assertThat(elements(document, "script")).isEmpty();
    assertThat(document.getDocumentElement().getTextContent())
        .contains("ham-" + SCRIPT, "ham-" + QUOTES, "it said " + SCRIPT);
  }

  @Test
  void weightsOfAPlanStandBesideItsCounts() throws Exception {
    ReportInput plain = input(run("html", "plain"));
    String cells =
        List.of("ham:html:40:2.5", "ham:plain:160:0.625", "spam:html:60:1.25", "spam:plain:40:0.75")
            .stream()
            .map(cell -> cell.split(":"))
            .map(
                c ->
                    "{\"group\": {\"spam\": \"%s\", \"html\": \"%s\"}, \"before\": %3$s, \"after\": %3$s, \"weight\": %4$s}"
                        .formatted((Object[]) c))
            .collect(Collectors.joining(",", "{\"plan\": \"reweigh\", \"cells\": [", "]}"));
    JsonNode plan = Json.read(cells.getBytes(StandardCharsets.UTF_8), JsonNode.class, "plan");
    String html =
        Report.of(
            new ReportInput(
                plain.front(),
                plain.trials(),
                plain.histories(),
                plain.audits(),
                Map.of("even", plan),
                plain.run()));
    assertThat(html)
        .contains("Weight of a row", "<td>0.625</td>")
        .contains("ham-html: 100<", "ham-plain: 100<", "spam-html: 75<", "spam-plain: 30<");
    assertThat(Report.of(plain)).doesNotContain("Weight of a row");
  }

  @Test
  void theTableShowsTheNumbersOfTheFront() throws Exception {
    ReportInput input = input(run("html", "plain"));
    Document document = parse(Report.of(input));
    Element table = elements(document, "table").get(0);
    List<String> rows =
        elements(document, "tr").stream()
            .filter(tr -> Objects.equals(tr.getParentNode().getParentNode(), table))
            .filter(tr -> tr.getElementsByTagName("td").getLength() > 0)
            .map(Element::getTextContent)
            .toList();
    assertThat(rows).hasSameSizeAs(input.front().points());
    for (int i = 0; i < rows.size(); i++) {
      FrontResult.Point point = input.front().points().get(i);
      for (String measure : FrontResult.OBJECTIVES) {
        Estimate test = Objects.requireNonNull(point.testValues().get(measure));
        assertThat(rows.get(i)).contains(Numbers.percent(test.mean()) + Numbers.interval(test));
      }
      for (FrontResult.GroupEstimate group : point.testGroups()) {
        assertThat(rows.get(i)).contains(Numbers.percent(group.accuracy().mean()));
      }
      boolean chosen = point.candidate().equals(input.front().recommended().candidate());
      assertThat(rows.get(i).contains("recommended")).isEqualTo(chosen);
    }
  }

  @Test
  void aRunOfOneCandidateWithoutAuditsHistoryOrConfigurationIsShownToo() throws Exception {
    SyntheticRun run = new SyntheticRun(store, "html", "plain");
    run.withAccuracies("erm", 1, .5, .9);
    FrontResult front = new FrontBuilder(run.config().front(), .95).build(run.trials());
    JsonNode nothing = Json.read("{}".getBytes(StandardCharsets.UTF_8), JsonNode.class, "");
    String html =
        Report.of(new ReportInput(front, run.trials(), Map.of(), Map.of(), Map.of(), nothing));
    assertThat(parse(html).getDocumentElement().getTextContent())
        .contains("These trials left no history", "No audit and no plan", "no run.json");
  }

  @Test
  void theConsoleTableFitsAndMarksWhatIsRecommended() {
    SyntheticRun run = run("a-rather-long-name-of-a-value", "plain");
    run.trial("original", "groupdro", List.of(1.0, 8.0, 8.0, 1.0), 1, 0.01, .99, .97, .9);
    run.failed("original", "cpt", 7, "x".repeat(200));
    FrontResult front = new FrontBuilder(run.config().front(), .95).build(run.trials());
    String table = ResultTable.of(front, "/runs/a/front/report.html");
    assertThat(table.lines()).allMatch(line -> line.length() <= ResultTable.WIDTH);
    assertThat(table.lines().filter(line -> line.startsWith("* ")))
        .hasSize(2)
        .first()
        .asString()
        .contains(CandidateName.full(front.recommendedPoint()));
    assertThat(table)
        .contains("groupdro 1:8:8:1 (collapsed)")
        .endsWith("Report: /runs/a/front/report.html");
  }
}
