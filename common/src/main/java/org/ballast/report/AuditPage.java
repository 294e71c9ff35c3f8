package org.ballast.report;

import java.util.List;
import java.util.Objects;
import org.ballast.stats.AuditResult;
import org.ballast.stats.AuditView;

/** One audit as an HTML file of its own. */
public final class AuditPage {
  private final AuditResult audit;
  private final String dataset;
  private final List<String> groups;

  private AuditPage(AuditResult audit, String dataset, List<String> groups) {
    this.audit = audit;
    this.dataset = dataset;
    this.groups = groups;
  }

  /**
   * The whole document.
   *
   * @param audit what may be shown
   * @param dataset its name for people
   * @param groups the label and the attributes that make the groups
   * @throws IllegalArgumentException if the audit is marked internal
   */
  public static String of(AuditResult audit, String dataset, List<String> groups) {
    if (Objects.equals(audit.internal(), true)) {
      throw new IllegalArgumentException("Cannot show an internal audit: it has exact counts.");
    }
    return Page.of("Ballast audit: " + dataset, new AuditPage(audit, dataset, groups)::body);
  }

  private void body(Html html) {
    AuditSection section = new AuditSection(audit, groups, "");
    header(html, section);
    html.open("main");
    AuditSection.under(html, "What matters", "findings", section::findings);
    AuditSection.under(html, "What goes together", "associations", section::associations);
    section.numbers(html);
    AuditSection.under(html, "Who is there", "shares", section::shares);
    if (section.hasPredictions()) {
      AuditSection.under(html, "Who is served", "performance", section::performance);
    }
    notes(html);
    html.element(
        "footer",
        "Made by Ballast. The numbers of this page are in audit.json and the tables beside it.");
    html.close();
  }

  private void header(Html html, AuditSection section) {
    html.open("header", "class", "top").open("div");
    html.element("p", "Ballast · audit", "class", "kicker");
    html.element("h1", dataset);
    html.element(
        "p",
        "How the rows of "
            + (audit.data().equals("ingest") ? dataset : audit.data())
            + " are spread over the declared groups"
            + (section.hasPredictions()
                ? ", what goes together in them, and how well predictions serve each group."
                : ", and what goes together in them."),
        "class",
        "lead");
    facts(html);
    contents(html, section);
    html.close().close();
  }

  private void facts(Html html) {
    AuditView view = new AuditView(audit);
    html.open("dl", "class", "facts");
    fact(html, "Rows", Numbers.whole(audit.rows()));
    fact(html, "Label", groups.get(0));
    fact(html, "Attributes", Numbers.whole(view.columns().size() - 1L));
    fact(html, "Groups by", String.join(" × ", groups));
    fact(html, "Tables", Numbers.whole(view.tables()));
    fact(
        html,
        "Findings",
        audit.findings() == null ? Numbers.NONE : Numbers.whole(audit.findings().size()));
    html.close();
  }

  private static void fact(Html html, String name, String value) {
    html.open("div").element("dt", name).element("dd", value).close();
  }

  private static void contents(Html html, AuditSection section) {
    html.open("nav", "aria-label", "Contents");
    html.element("a", "What matters", "href", "#findings");
    html.element("a", "What goes together", "href", "#associations");
    html.element("a", "Who is there", "href", "#shares");
    if (section.hasPredictions()) {
      html.element("a", "Who is served", "href", "#performance");
    }
    html.close();
  }

  private void notes(Html html) {
    if (!audit.notes().isEmpty()) {
      html.open("ul", "class", "notes");
      audit.notes().forEach(n -> html.element("li", n + "."));
      html.close();
    }
  }
}
