package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What predictions add to the bias of the data, and what they lost against others. */
final class ChangeFindings {
  private final AuditView view;
  private final FindingLimits limits;
  private final List<Finding> found = new ArrayList<>();

  ChangeFindings(AuditView view, FindingLimits limits) {
    this.view = view;
    this.limits = limits;
  }

  List<Finding> found() {
    view.amplification().forEach(this::amplification);
    view.comparedPredictions()
        .ifPresent(
            c ->
                c.groups().stream()
                    .filter(g -> view.judgingSplit().filter(g.split()::equals).isPresent())
                    .filter(g -> g.by().equals(limits.groups()))
                    .forEach(g -> losses(c.against(), g)));
    return found;
  }

  private void amplification(ModelDetails.Amplification amplification) {
    String name = BiasAmplification.DIRECTIONAL;
    Measure measure = amplification.measures().get(name);
    if (measure == null || measure.low() == null || measure.low() <= limits.amplification()) {
      return;
    }
    String sentence =
        "Predictions exaggerate how "
            + Wording.plain(limits.groups().get(0))
            + " goes with "
            + Wording.columns(amplification.by())
            + ", by "
            + Wording.points(measure)
            + " on average over their values.";
    found.add(
        new Finding(
            Finding.Kind.AMPLIFICATION,
            Math.min(Finding.MOST, measure.low() / limits.amplification()),
            sentence,
            amplification.split(),
            amplification.by(),
            null,
            Map.of(name, measure)));
  }

  private void losses(String against, ModelComparison.Compared compared) {
    for (ModelComparison.Change change : compared.changes()) {
      Measure accuracy = change.accuracyChange();
      if (accuracy.high() != null
          && accuracy.qValue() != null
          && accuracy.qValue() <= 1 - limits.level()
          && -accuracy.high() > limits.loss()) {
        String sentence =
            "For "
                + Wording.group(change.group())
                + " predictions are worse than "
                + Wording.plain(against)
                + ": accuracy changes by "
                + Wording.points(accuracy)
                + ", "
                + Wording.whole(Objects.requireNonNull(change.lost()))
                + " rows lost and "
                + Wording.whole(Objects.requireNonNull(change.gained()))
                + " gained.";
        found.add(
            new Finding(
                Finding.Kind.LOSS,
                Math.min(Finding.MOST, -accuracy.high() / limits.loss()),
                sentence,
                compared.split(),
                compared.by(),
                change.group(),
                Map.of("accuracy_change", accuracy)));
      }
    }
  }
}
