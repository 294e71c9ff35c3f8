package org.ballast.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ballast.report.FrontResult.GroupEstimate;
import org.ballast.report.FrontResult.Point;
import org.ballast.stats.AuditResult;
import org.ballast.sweep.TrialResult;

/** What was run, on what, at what cost. */
final class HeaderSection {
  private final ReportInput input;

  HeaderSection(ReportInput input) {
    this.input = input;
  }

  static String name(ReportInput input) {
    return input.run().at("/config/dataset/name").asText("a sweep of prompts");
  }

  void write(Html html) {
    html.open("header", "class", "top").open("div");
    html.element("p", "Ballast · balance report", "class", "kicker");
    html.element("h1", name(input));
    html.element("p", lead(), "class", "lead");
    facts(html);
    contents(html);
    html.close().close();
  }

  private String lead() {
    String groups =
        anyPoint().testGroups().stream()
            .map(g -> g.group().label())
            .collect(Collectors.joining(", "));
    return "How well a frozen pretrained model serves each group after it is given a small trained"
        + " prompt, for every way of training that was tried. Groups: "
        + groups
        + ".";
  }

  private Point anyPoint() {
    return input.front().points().get(0);
  }

  private void facts(Html html) {
    html.open("dl", "class", "facts");
    TrialResult trial = input.trial(anyPoint().trials().get(0)).orElse(null);
    rows(html);
    if (trial != null) {
      fact(html, "Frozen model", trial.backbone().name());
      long largest =
          input.trials().stream().mapToLong(TrialResult::trainableParameters).max().orElse(0);
      fact(
          html,
          "Trained parameters",
          Numbers.whole(largest)
              + String.format(
                  Locale.ROOT,
                  " (%.2f %%)",
                  100.0 * largest / Math.max(1, trial.totalParameters())));
    }
    fact(html, "Candidates", Numbers.whole(input.front().points().size()));
    fact(html, "Trials", trials());
    fact(html, "Training time", Numbers.duration(seconds()));
    html.close();
  }

  private void rows(Html html) {
    AuditResult audit = input.audits().get("original");
    if (audit != null) {
      fact(html, "Rows, all splits", Numbers.whole(audit.rows()));
    }
    long test = anyPoint().testGroups().stream().mapToLong(GroupEstimate::rows).sum();
    fact(html, "Test rows", Numbers.whole(test));
  }

  private String trials() {
    int failed = input.front().failed().size();
    return Numbers.whole(input.trials().size()) + (failed > 0 ? ", " + failed + " failed" : "");
  }

  private double seconds() {
    return input.trials().stream().mapToDouble(TrialResult::seconds).sum();
  }

  private static void fact(Html html, String name, String value) {
    html.open("div").element("dt", name).element("dd", value).close();
  }

  private void contents(Html html) {
    html.open("nav", "aria-label", "Contents");
    Map<String, String> links = new LinkedHashMap<>();
    links.put("results", "Results");
    links.put("front", "Pareto front");
    links.put("groups", "Groups");
    links.putAll(CurveSection.links(input.front()));
    links.put("training", "Training");
    links.put("data", "Data");
    links.put("trials", "Trials");
    links.put("settings", "Configuration");
    links.forEach((id, name) -> html.element("a", name, "href", "#" + id));
    html.close();
  }
}
