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
import org.ballast.run.Manifest;
import org.junit.jupiter.api.Test;

class PlanFileTest {
  private static final CurationPlan PLAN =
      SwapPlan.of(
              Supply.of(Cases.twoByTwo(400, 100, 100, 400)),
              Cases.variant(Plan.SWAP, Measure.ODDS_RATIO, 4))
          .plan();
  private static final PlanFile FILE =
      new PlanFile(1, "mild", 17, "abc", List.of(new Manifest.Input("ingest", 9, "abc")), PLAN);

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
                + "\"dropped\":0,\"replaced\":0,\"from_pools\":{},\"repeated\":67}");
    assertThat(json.get("binding_cell").toString()).isEqualTo("{\"L\":\"l0\",\"A\":\"a0\"}");
    assertThat(json.get("parameters").toString())
        .isEqualTo("{\"attribute\":\"A\",\"measure\":\"odds_ratio\",\"target\":4.0}");
  }

  @Test
  void isReadAsItWasWritten() {
    assertThat(Json.read(Json.write(FILE), PlanFile.class, "plan.json")).isEqualTo(FILE);
  }

  /** As written before there were pools. */
  @Test
  void readsAFileOfBefore() {
    String before =
        """
        {"schema_version": 1, "plan": "add", "variant": "v", "seed": 17, "parameters": {},
         "input_fingerprint": "abc", "target": {"measure": "phi", "value": 0.5},
         "reached": {"measure": "phi", "value": 0.5}, "holds": ["every old row"],
         "cells": [{"group": {"L": "l0"}, "before": 2, "after": 5, "added": 3, "dropped": 0,
                    "replaced": 0}],
         "rows_before": 2, "rows_after": 5, "binding_cell": {"L": "l0"},
         "effective_sample_size": 1.9, "cost": "…"}
        """;
    PlanFile file = Json.read(before.getBytes(StandardCharsets.UTF_8), PlanFile.class, "plan.json");
    assertThat(file.inputs()).isEmpty();
    assertThat(file.decided().cells().get(0).repeated()).isEqualTo(3);
    assertThat(file.decided().quotas())
        .isEqualTo(new RowQuotas(List.of("training"), new long[][] {{5}}));
    assertThat(file.decided().weights()).isNull();
  }

  @Test
  void isPrintedAsATable() {
    assertThat(PlanTable.of("mild", PLAN))
        .isEqualTo(
            String.join(
                "\n",
                "Variant mild: swap {attribute=A, measure=odds_ratio, target=4.0}",
                "  group      before       after     dropped    repeated",
                "  l0-a0         400         333          67           0",
                "  l0-a1         100         167           0          67",
                "  l1-a0         100         167           0          67",
                "  l1-a1         400         333          67           0",
                "  all          1000        1000",
                "Target odds_ratio 4.00000, reached odds_ratio 3.97608",
                "Holds rows; P(L); P(A)",
                "Limited by L=l0, A=a0",
                PLAN.cost()));
    assertThat(new String(Json.write(FILE), StandardCharsets.UTF_8)).endsWith("}\n");
  }
}
