package org.ballast.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.ballast.run.Json;

/** The configuration and the versions of the run. */
final class SettingsSection {
  private final JsonNode run;

  SettingsSection(ReportInput input) {
    this.run = input.run();
  }

  void write(Html html) {
    html.element("h2", "Configuration", "id", "settings");
    if (run.isEmpty()) {
      html.element("p", "The run directory has no run.json.", "class", "note");
      return;
    }
    html.element("p", "As it was when this page was made, every default filled in.");
    part(html, "Configuration", run.path("config").isMissingNode() ? run : run.path("config"));
    if (run.has("versions")) {
      part(html, "Versions", run.path("versions"));
    }
  }

  private static void part(Html html, String title, JsonNode value) {
    html.open("details").element("summary", title);
    html.element("pre", new String(Json.write(value), StandardCharsets.UTF_8)).close();
  }
}
