package org.ballast.run;

import java.util.List;
import java.util.Map;

/**
 * What an artefact folder holds and what it was made from; written last, so that the folder is
 * complete exactly when this file exists.
 *
 * @param schemaVersion version of this record's shape
 * @param job the job that made the folder
 * @param configHash fingerprint of the configuration keys that the job reads
 * @param inputs what it read
 * @param outputs what it wrote, sorted by path
 * @param seed the seed of its random choices
 * @param versions library names to versions
 * @param startedAt ISO-8601 instant in UTC
 * @param seconds wall time
 * @param counts what it counted, by name
 */
public record Manifest(
    int schemaVersion,
    String job,
    String configHash,
    List<Input> inputs,
    List<Output> outputs,
    long seed,
    Map<String, String> versions,
    String startedAt,
    double seconds,
    Map<String, Long> counts) {
  /** The name of the file. */
  public static final String FILE = "manifest.json";

  /** The version that this code writes. */
  public static final int SCHEMA_VERSION = 1;

  /**
   * Something that was read.
   *
   * @param path where it lies
   * @param bytes its size
   * @param fingerprint a hash that changes when it does
   */
  public record Input(String path, long bytes, String fingerprint) {}

  /**
   * A file that was written.
   *
   * @param path relative to the run directory
   * @param bytes its size
   * @param sha256 hexadecimal hash of its content
   */
  public record Output(String path, long bytes, String sha256) {}

  /** This folder as an input of the next job; its fingerprint covers every output. */
  public Input asInput(String folder) {
    return new Input(
        folder,
        outputs.stream().mapToLong(Output::bytes).sum(),
        Fingerprint.of(configHash, inputs, outputs));
  }
}
