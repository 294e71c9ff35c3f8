package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ballast.gate.GateCheck;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.run.Json;
import org.junit.jupiter.api.Test;

class AuditSchemaTest {
  private static final Path ROOT = Path.of(System.getProperty("ballast.root", ".."));
  private static final Path PAGE = ROOT.resolve("conf/audit.md");
  private static final String FIELDS = "## Fields\n\n";

  private static String fields() {
    Path sources = ROOT.resolve("common/src/main/java");
    return new AuditSchema(sources, AuditResult.class).markdown()
        + "\n## gate.json\n\nA list of these.\n\n"
        + new AuditSchema(sources, GateCheck.class).markdown().split("\n### measure", 2)[0];
  }

  /** {@code mvn test -pl tests -am -Dtest=AuditSchemaTest -Dballast.write=true} writes it anew. */
  @Test
  void thePageHoldsEveryFieldAsTheRecordsDocumentIt() throws IOException {
    String page = Files.readString(PAGE);
    String above = page.substring(0, page.indexOf(FIELDS) + FIELDS.length());
    if (Boolean.getBoolean("ballast.write")) {
      Files.writeString(PAGE, above + fields());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(above + fields());
  }

  @Test
  void thePageNamesEveryMeasure() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(measures())
        .hasSizeGreaterThan(60)
        .filteredOn(m -> !page.contains("`" + m + "`"))
        .isEmpty();
  }

  private static Set<String> measures() {
    AuditPlan plan = new AuditPlan(Counted.SPAM, List.of(Counted.HTML), List.of("html"), 3);
    GroupGrid grid =
        new GroupGrid(
            List.of(
                AuditPlan.SPLIT,
                Counted.SPAM,
                Counted.HTML,
                new Axis(ModelCounts.PREDICTED, List.of("ham", "spam"))));
    long[] counts = new long[grid.size()];
    Arrays.fill(counts, 16, 24, 40);
    GroupCounts predicted = new GroupCounts(grid, counts);
    GroupCounts joint = predicted.over(List.of("split", "spam", "html"));
    Audit audit = new Audit(plan, Counted.settings(0), Counted.margins(plan, joint));
    ModelCounts model =
        new ModelCounts(
            Map.of(List.of("spam", "html"), predicted),
            Map.of(),
            Map.of(),
            Map.of(),
            null,
            Map.of(),
            null);
    ModelAudit predictions =
        new ModelAudit(
            plan, Counted.settings(0), new ModelSettings("spam", Map.of()), model, audit);
    AuditResult result =
        audit.result("x").with(predictions.result(), List.of()).with(predictions.details());
    Set<String> names = new TreeSet<>();
    collect(Json.read(Json.write(result), JsonNode.class, "the audit"), names);
    return names;
  }

  /** The keys of every object whose values are measures. */
  private static void collect(JsonNode node, Set<String> names) {
    node.properties()
        .forEach(
            field -> {
              if (field.getValue().has("method")) {
                names.add(field.getKey());
              }
            });
    node.forEach(child -> collect(child, names));
  }
}
