package org.ballast.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.report.Curve.Absent;
import org.ballast.report.Curve.Kind;
import org.ballast.report.Curve.Share;
import org.ballast.report.Curve.Step;

/** What is said about a curve. */
final class CurveWords {
  private static final int LONGEST_AXIS = 66;
  private static final int LONGEST_REASON = 160;
  private final Curve curve;

  CurveWords(Curve curve) {
    this.curve = curve;
  }

  String title() {
    return (curve.isLadder() ? "Ladder " : "Stages of ") + curve.variant();
  }

  /** The name of the horizontal axis. */
  String axis() {
    Share share = curve.share();
    if (share != null) {
      return cut(
          "share with "
              + share.attribute()
              + " = "
              + share.value()
              + " among "
              + share.labelColumn()
              + " = "
              + share.label(),
          LONGEST_AXIS);
    }
    return curve.kind() == Kind.MONEY ? "money spent on rows" : "rows added, none of which costs";
  }

  private static String cut(String text, int longest) {
    return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
  }

  /** A place on the axis, for a table. */
  String place(double at) {
    return curve.isLadder() ? Numbers.decimal(at) : amount(at);
  }

  /** A place on the axis, for a mark there. */
  String tick(double at) {
    return curve.isLadder() ? Svg.plain(at) : at >= 1e6 ? Svg.plain(at / 1e6) + " M" : amount(at);
  }

  /** Money or rows, without needless digits. */
  static String amount(double amount) {
    return amount == Math.rint(amount) ? Numbers.whole((long) amount) : Svg.plain(amount);
  }

  /** A step as it was asked for. */
  String asked(Step step) {
    if (step.asked() == null) {
      return "whole plan";
    }
    return curve.isLadder() ? "level " + Svg.plain(step.asked()) : "stage " + amount(step.asked());
  }

  String caption(List<CurveLine> lines, double level) {
    List<String> sentences = new ArrayList<>();
    sentences.add(dots());
    sentences.add(whiskers(lines, level));
    if (curve.share() != null) {
      sentences.add(ring(curve.share(), lines));
    }
    if (!curve.absent().isEmpty()) {
      sentences.add(absent());
    }
    return String.join(" ", sentences);
  }

  private String dots() {
    return curve.isLadder()
        ? "One dot per level. Every level has the same number of rows, to two, and both margins at"
            + " one half, so that φ = 2 × level − 1 and nothing else differs."
        : "One dot per stage; each stage holds the rows of those for less.";
  }

  private static String whiskers(List<CurveLine> lines, double level) {
    boolean several =
        lines.stream().flatMap(l -> l.dots().stream()).anyMatch(CurveLine.Dot::hasSpread);
    boolean one = lines.stream().flatMap(l -> l.dots().stream()).anyMatch(d -> !d.hasSpread());
    if (!several) {
      return "There is one seed, so no interval over seeds.";
    }
    return "Whiskers are "
        + Numbers.percent(level).replace(".0", "")
        + " % Student t intervals over seeds; one without an end goes on beyond the edge."
        + (one ? " A dot without whiskers is of one seed." : "")
        + (lines.size() > 1 ? " Lines are set a few pixels apart." : "");
  }

  private static String ring(Share share, List<CurveLine> lines) {
    Double test = share.test();
    if (test == null) {
      return "There is no ring at the level of the test split: " + share.undefinedBecause() + ".";
    }
    String dashed = "Dashed: the level of the test split, " + Numbers.decimal(test) + "; ";
    return dashed
        + (lines.stream().anyMatch(l -> l.reaches(test))
            ? "rings show where a line crosses it, straight between its dots."
            : "no line reaches it, so the ring is on the axis.");
  }

  /** Gaps of one reason together. */
  private String absent() {
    Map<String, List<String>> gaps = new LinkedHashMap<>();
    for (Absent gap : curve.absent()) {
      Step step =
          curve.steps().stream().filter(s -> s.data().equals(gap.data())).findFirst().orElseThrow();
      gaps.computeIfAbsent(gap.line() + "\n" + gap.because(), k -> new ArrayList<>())
          .add(asked(step));
    }
    List<String> said = new ArrayList<>();
    gaps.forEach(
        (key, steps) -> {
          String[] parts = key.split("\n", 2);
          said.add(
              parts[0]
                  + " at "
                  + String.join(", ", steps)
                  + " ("
                  + cut(parts[1], LONGEST_REASON)
                  + ")");
        });
    return "No dot: " + String.join("; ", said) + ".";
  }
}
