package org.ballast.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ballast.report.FrontResult;
import org.ballast.report.HistoryStep;
import org.ballast.report.Report;
import org.ballast.report.ReportInput;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobFolder;
import org.ballast.run.Json;
import org.ballast.run.Manifest;
import org.ballast.run.RunStore;
import org.ballast.stats.AuditResult;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;

/** What a front and its report read from a run directory, beside the trials' results. */
final class FrontInputs {
  private static final String ORIGINAL = "original";
  private final RunStore store;
  private final MergedTrials merged;

  FrontInputs(RunStore store, MergedTrials merged) {
    this.store = store;
    this.merged = merged;
  }

  /** Trials, audits of the data and plans, each with a hash. */
  List<Manifest.Input> list() {
    List<Manifest.Input> inputs = new ArrayList<>();
    for (TrialResult trial : merged.results()) {
      String file = TrialFolders.file(trial.id(), TrialResult.FILE);
      byte[] content = content(merged.store(trial), file).orElse(new byte[0]);
      String hash = Fingerprint.of(new ByteArrayInputStream(content));
      inputs.add(new Manifest.Input(merged.name(trial, file), content.length, hash));
    }
    for (String variant : variants()) {
      finished("curate/" + variant, "curate").ifPresent(inputs::add);
    }
    for (String name : audited()) {
      finished("audit/" + name, "audit").ifPresent(inputs::add);
    }
    return inputs;
  }

  private Optional<Manifest.Input> finished(String folder, String job) {
    return new JobFolder(store, folder, job).manifest().map(m -> m.asInput(folder));
  }

  /** Everything that a report of this front shows. */
  ReportInput report(FrontResult front) {
    Map<String, AuditResult> audits = new LinkedHashMap<>();
    audited()
        .forEach(
            n ->
                json("audit/" + n + "/audit.json", AuditResult.class)
                    .ifPresent(a -> audits.put(n, a)));
    JsonNode run = json("run.json", JsonNode.class).orElse(JsonNodeFactory.instance.objectNode());
    return new ReportInput(front, merged.results(), histories(front), audits, plans(), run);
  }

  /** Name of a curated data set to its plan. */
  Map<String, JsonNode> plans() {
    Map<String, JsonNode> plans = new LinkedHashMap<>();
    variants()
        .forEach(
            v ->
                json("curate/" + v + "/plan.json", JsonNode.class).ifPresent(p -> plans.put(v, p)));
    return plans;
  }

  private Map<String, List<HistoryStep>> histories(FrontResult front) {
    Set<String> shown = Set.copyOf(Report.trialsWithCurves(front));
    Map<String, List<HistoryStep>> histories = new LinkedHashMap<>();
    for (TrialResult trial : merged.results()) {
      if (shown.contains(trial.id())) {
        histories.put(trial.id(), history(trial));
      }
    }
    return histories;
  }

  private List<HistoryStep> history(TrialResult trial) {
    String file = TrialFolders.artefact(trial, HistoryFile.NAME);
    try {
      return HistoryFile.read(merged.store(trial), file);
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> variants() {
    try {
      return store.list("curate");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Audits of predictions are left out: they are made of this front, not the other way round. */
  private List<String> audited() {
    List<String> names = new ArrayList<>(List.of(ORIGINAL));
    names.addAll(variants());
    return names;
  }

  private <T> Optional<T> json(String file, Class<T> type) {
    return content(store, file).map(text -> Json.read(text, type, store.uri(file)));
  }

  private static Optional<byte[]> content(RunStore store, String file) {
    try {
      return Optional.of(store.read(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
