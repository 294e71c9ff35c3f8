package org.ballast.report;

import java.util.List;
import java.util.Objects;
import org.ballast.report.FrontResult.GroupEstimate;
import org.ballast.report.FrontResult.Point;
import org.jspecify.annotations.Nullable;

/** The table for whoever decides: every candidate on the test split. */
final class ResultSection {
  private final FrontResult front;

  ResultSection(FrontResult front) {
    this.front = front;
  }

  void write(Html html) {
    html.element("h2", "Results on the test split", "id", "results");
    html.element(
        "p",
        "Accuracy in per cent, intervals in small print. The worst group of each row is tinted."
            + " From top to bottom: what costs least to what was tuned.");
    html.open("div", "class", "scroll").open("table");
    header(html);
    html.open("tbody");
    TableOrder part = null;
    for (Point point : front.points()) {
      if (TableOrder.of(point) != part) {
        part = TableOrder.of(point);
        html.open("tr", "class", "part");
        html.element("th", part.title(), "colspan", groups().size() + 4, "scope", "colgroup");
        html.close();
      }
      row(html, point);
    }
    html.close().close().close();
    html.open("ul", "class", "notes");
    front.notes().forEach(note -> html.element("li", note));
    html.element(
        "li",
        "Where two intervals overlap, the difference between the two numbers is within noise: read"
            + " no ranking into it. The worst group is the lowest of several noisy numbers and so"
            + " leans downwards.");
    html.close();
  }

  private List<GroupEstimate> groups() {
    return front.points().get(0).testGroups();
  }

  private void header(Html html) {
    html.open("thead").open("tr");
    html.element("th", "Candidate", "scope", "col", "class", "l");
    html.element("th", "Data", "scope", "col", "class", "l");
    for (GroupEstimate group : groups()) {
      html.open("th", "scope", "col", "title", group.group()).text(group.group().label());
      html.element("small", Numbers.count(group.rows(), "row")).close();
    }
    html.open("th", "scope", "col").text("Worst group").close();
    html.open("th", "scope", "col").text("Average").close();
    html.close().close();
  }

  private void row(Html html, Point point) {
    boolean chosen = point.candidate().equals(front.recommended().candidate());
    html.open("tr", "class", chosen ? "chosen" : "candidate");
    html.open("th", "scope", "row", "class", "l", "title", point.candidate());
    Mark.write(html, point);
    html.text(CandidateName.method(point));
    badges(html, point, chosen);
    html.close();
    html.open("td", "class", "l").text(point.data());
    html.element("small", Numbers.count(point.seeds().size(), "seed")).close();
    double worst = worst(point);
    for (GroupEstimate group : point.testGroups()) {
      Estimate accuracy = group.accuracy();
      cell(html, accuracy, accuracy != null && accuracy.mean() <= worst ? "worst" : "plain");
    }
    cell(html, point.testValues().get(FrontResult.WORST), "strong");
    cell(html, point.testValues().get(FrontResult.AVERAGE), "strong");
    html.close();
  }

  private static void badges(Html html, Point point, boolean chosen) {
    if (chosen) {
      html.element("span", "recommended", "class", "badge chosen");
    } else if (point.onFront()) {
      html.element("span", "front", "class", "badge front", "title", "on the validation front");
    }
    if (point.collapsedTrials() > 0) {
      String text =
          point.seeds().size() == 1
              ? "collapsed"
              : "collapsed " + point.collapsedTrials() + " of " + point.seeds().size();
      html.element("span", text, "class", "badge bad");
    }
  }

  private static double worst(Point point) {
    return point.testGroups().stream()
        .map(GroupEstimate::accuracy)
        .filter(Objects::nonNull)
        .mapToDouble(Estimate::mean)
        .min()
        .orElse(0);
  }

  private static void cell(Html html, @Nullable Estimate estimate, String css) {
    html.open("td", "class", css);
    html.text(estimate == null ? Numbers.NONE : Numbers.percent(estimate.mean()));
    String interval = Numbers.interval(estimate);
    if (!interval.isEmpty()) {
      html.element("small", interval);
    }
    html.close();
  }
}
