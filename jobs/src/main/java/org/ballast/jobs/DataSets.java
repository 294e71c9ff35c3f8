package org.ballast.jobs;

import org.ballast.run.JobFolder;
import org.ballast.run.RunStore;

/** Where the rows of a run directory lie. */
final class DataSets {
  /** The name of the data as ingested. */
  static final String ORIGINAL = "original";

  private DataSets() {}

  static JobFolder ingest(RunStore store) {
    return new JobFolder(store, "ingest", "ingest");
  }

  static JobFolder variant(RunStore store, String variant) {
    return new JobFolder(store, "curate/" + variant, "curate");
  }

  /** The folder with the training rows of a variant: curated ones, or those of the ingest. */
  static String trainingRows(String variant) {
    return variant.equals(ORIGINAL) ? "ingest/data" : "curate/" + variant + "/data";
  }
}
