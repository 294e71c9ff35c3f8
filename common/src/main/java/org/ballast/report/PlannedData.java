package org.ballast.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ballast.config.CurateConfig;

/**
 * A curated data set as its name and its {@code plan.json} tell of it.
 *
 * @param name the data set's name
 * @param plan the plan
 */
record PlannedData(String name, JsonNode plan) {
  private static final Pattern STAGE = Pattern.compile("(.+)-stage-([0-9]+(?:\\.[0-9]+)?)");

  private boolean isOfLadder() {
    return plan.path("plan").asText().equals("ladder");
  }

  /** The name of the ladder that it is a rung of. */
  Optional<String> ladder() {
    String suffix = CurateConfig.rung("", parameter("level").asDouble());
    return isOfLadder() && name.endsWith(suffix)
        ? Optional.of(name.substring(0, name.length() - suffix.length()))
        : Optional.empty();
  }

  /** The name of the data set that it is a stage of; a ladder buys nothing and has none. */
  Optional<String> wholePlan() {
    Matcher stage = STAGE.matcher(name);
    return stage.matches() && !isOfLadder() ? Optional.of(stage.group(1)) : Optional.empty();
  }

  /** A parameter of the plan. */
  JsonNode parameter(String parameter) {
    return plan.path("parameters").path(parameter);
  }

  /** The column of the label, which is the first of every group. */
  String labelColumn() {
    return plan.at("/cells/0/group").properties().stream()
        .findFirst()
        .map(Map.Entry::getKey)
        .orElse("");
  }

  boolean costs() {
    return plan.path("money").asDouble() > 0;
  }

  /** As a rung: at the level that it reached. */
  Curve.Step rung() {
    JsonNode reached = plan.path("reached").path("value");
    return new Curve.Step(
        name,
        parameter("level").asDouble(),
        reached.isNumber() ? (Double) reached.asDouble() : null,
        rows());
  }

  /** As a stage: at the money that it spends, or at the rows that it adds. */
  Curve.Step stage(Curve.Kind kind) {
    double at =
        kind == Curve.Kind.MONEY
            ? plan.path("money").asDouble()
            : PlanCell.of(plan).stream().mapToLong(PlanCell::added).sum();
    Matcher stage = STAGE.matcher(name);
    return new Curve.Step(
        name, stage.matches() ? Double.valueOf(stage.group(2)) : null, at, rows());
  }

  private long rows() {
    return plan.path("rows_after").asLong();
  }
}
