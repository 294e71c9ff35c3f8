package org.ballast.curation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.ballast.run.Manifest;

/**
 * What {@code plan.json} holds: a plan and what it was made for.
 *
 * @param schemaVersion version of this record's shape
 * @param variant the variant's name
 * @param seed of the random order in which rows are kept or repeated
 * @param inputFingerprint hash that changes when the ingested rows do
 * @param inputs the ingested rows and the pools, each with a hash; empty in a file of before there
 *     were pools
 * @param decided the plan; its fields stand beside the others
 */
public record PlanFile(
    int schemaVersion,
    String variant,
    long seed,
    String inputFingerprint,
    List<Manifest.Input> inputs,
    @JsonUnwrapped CurationPlan decided) {
  /** The name of the file. */
  public static final String FILE = "plan.json";

  /** The version that this code writes. */
  public static final int SCHEMA_VERSION = 1;

  /** Copies the inputs. */
  public PlanFile {
    inputs = inputs == null ? List.of() : List.copyOf(inputs);
  }
}
