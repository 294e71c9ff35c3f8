package org.ballast.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ballast.report.FrontResult.Point;
import org.jspecify.annotations.Nullable;

/** The recommended candidate, why it was chosen, and how sure that is. */
final class ChoiceSection {
  private final ReportInput input;
  private final FrontResult front;
  private final Point chosen;

  ChoiceSection(ReportInput input) {
    this.input = input;
    this.front = input.front();
    this.chosen = front.recommendedPoint();
  }

  void write(Html html) {
    html.open("section", "class", "panel choice", "aria-labelledby", "choice");
    html.element("h2", "Recommended", "id", "choice");
    html.open("p", "class", "name");
    Mark.write(html, chosen);
    html.text(CandidateName.method(chosen) + ", trained on the " + chosen.data() + " data").close();
    html.open("div", "class", "tiles");
    tile(html, "tile first", chosen.testValues().get(FrontResult.WORST), "worst group, test");
    tile(html, "tile first", chosen.testValues().get(FrontResult.AVERAGE), "average, test");
    tile(html, "tile", chosen.values().get(FrontResult.WORST), "worst group, validation");
    tile(html, "tile", chosen.values().get(FrontResult.AVERAGE), "average, validation");
    html.close();
    html.element("p", front.recommended().because());
    html.element("p", onTest());
    control(html);
    prompt(html);
    html.close();
    warnings(html);
  }

  private static void tile(Html html, String css, @Nullable Estimate estimate, String name) {
    html.open("div", "class", css);
    html.element("b", estimate == null ? Numbers.NONE : Numbers.percent(estimate.mean()) + " %");
    String interval = Numbers.interval(estimate);
    html.element("span", interval.isEmpty() ? name : name + " · " + interval).close();
  }

  /** What the test split says about the difference between the choice and the others. */
  private String onTest() {
    Estimate own = chosen.testValues().get(FrontResult.WORST);
    if (own == null) {
      return "The test split has no rows to check it on.";
    }
    List<String> above = new ArrayList<>();
    List<String> below = new ArrayList<>();
    int within = 0;
    for (Point other : front.points()) {
      Estimate its = other.testValues().get(FrontResult.WORST);
      if (its != null && !other.candidate().equals(chosen.candidate())) {
        if (own.overlaps(its)) {
          within++;
        } else {
          (its.mean() > own.mean() ? above : below).add(CandidateName.full(other));
        }
      }
    }
    return "On the test split, which had no part in the choice, the worst-group interval overlaps"
        + " with those of "
        + Numbers.count(within, "other candidate")
        + ": those differences are within noise. "
        + clear(below, "below")
        + clear(above, "above");
  }

  private static String clear(List<String> names, String where) {
    return names.isEmpty()
        ? "No other lies clearly " + where + " it. "
        : "Clearly " + where + " it: " + String.join(", ", names) + ". ";
  }

  private void control(Html html) {
    if (chosen.control() != null) {
      String weights =
          chosen.control().entrySet().stream()
              .map(e -> e.getKey() + " " + Svg.plain(Objects.requireNonNull(e.getValue())))
              .collect(Collectors.joining(", "));
      html.element(
          "p",
          "Control vector: " + weights + ". A larger weight asks for a lower loss of that group.",
          "class",
          "note");
    }
  }

  private void prompt(Html html) {
    html.open("p", "class", "note").text("The prompt of trial ");
    html.element("code", front.recommended().trial());
    html.text(" (the candidate's smallest seed, " + chosen.seeds().get(0) + ") lies in ");
    html.element("code", "front/recommended/prompt.safetensors").text(".").close();
  }

  private void warnings(Html html) {
    if (!front.failed().isEmpty()) {
      html.element(
          "p",
          Numbers.count(front.failed().size(), "trial")
              + " of "
              + input.trials().size()
              + " failed and counts for nothing on this page; see the table of trials.",
          "class",
          "warn");
    }
  }
}
