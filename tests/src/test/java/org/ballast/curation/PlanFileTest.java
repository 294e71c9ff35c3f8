package org.ballast.curation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ballast.config.CurateConfig.Measure;
import org.ballast.config.CurateConfig.Plan;
import org.ballast.run.Json;
import org.junit.jupiter.api.Test;

class PlanFileTest {
  private static final CurationPlan PLAN =
      SwapPlan.of(
          Cases.twoByTwo(400, 100, 100, 400), Cases.variant(Plan.SWAP, Measure.ODDS_RATIO, 4));
  private static final PlanFile FILE = new PlanFile(1, "mild", 17, "abc", PLAN);

  @Test
  void hasTheFieldsOfTheContract() throws IOException {
    JsonNode json = new ObjectMapper().readTree(Json.write(FILE));
    List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .contains(
            "schema_version",
            "plan",
            "variant",
            "seed",
            "parameters",
            "input_fingerprint",
            "target",
            "reached",
            "holds",
            "cells",
            "rows_before",
            "rows_after",
            "binding_cell",
            "effective_sample_size",
            "cost");
    assertThat(json.get("plan").asText()).isEqualTo("swap");
    assertThat(json.get("target").toString())
        .isEqualTo("{\"measure\":\"odds_ratio\",\"value\":4.0}");
    assertThat(json.get("cells").get(1).toString())
        .isEqualTo(
            "{\"group\":{\"L\":\"l0\",\"A\":\"a1\"},\"before\":100,\"after\":167,\"added\":67,"
                + "\"dropped\":0,\"replaced\":0}");
    assertThat(json.get("binding_cell").toString()).isEqualTo("{\"L\":\"l0\",\"A\":\"a0\"}");
    assertThat(json.get("parameters").toString())
        .isEqualTo("{\"attribute\":\"A\",\"measure\":\"odds_ratio\",\"target\":4.0}");
  }

  @Test
  void isReadAsItWasWritten() {
    assertThat(Json.read(Json.write(FILE), PlanFile.class, "plan.json")).isEqualTo(FILE);
  }

  @Test
  void isPrintedAsATable() {
    assertThat(PlanTable.of("mild", PLAN))
        .isEqualTo(
            String.join(
                "\n",
                "Variant mild: swap {attribute=A, measure=odds_ratio, target=4.0}",
                "  group      before       after       added     dropped    replaced",
                "  l0-a0         400         333           0          67          67",
                "  l0-a1         100         167          67           0           0",
                "  l1-a0         100         167          67           0           0",
                "  l1-a1         400         333           0          67          67",
                "  all          1000        1000",
                "Target odds_ratio 4.00000, reached odds_ratio 3.97608",
                "Holds rows; P(L); P(A)",
                "Limited by L=l0, A=a0",
                PLAN.cost()));
    assertThat(new String(Json.write(FILE), StandardCharsets.UTF_8)).endsWith("}\n");
  }
}
