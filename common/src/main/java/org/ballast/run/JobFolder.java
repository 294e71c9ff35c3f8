package org.ballast.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One artefact folder of a run directory and the rule by which it is made once: a folder with a
 * manifest is finished, one without is a leftover that nobody trusts.
 */
public final class JobFolder {
  private final RunStore store;
  private final String path;
  private final String job;

  /**
   * A folder of a run directory.
   *
   * @param store the run directory
   * @param path the folder relative to it, as {@code audit/original}
   * @param job the name of the job that makes it
   */
  public JobFolder(RunStore store, String path, String job) {
    this.store = store;
    this.path = path;
    this.job = job;
  }

  /** The folder relative to the run directory. */
  public String path() {
    return path;
  }

  /** A path in the folder, relative to the run directory. */
  public String file(String name) {
    return path + "/" + name;
  }

  /**
   * The manifest, if the folder is finished.
   *
   * @throws JobException if the file cannot be understood
   */
  public Optional<Manifest> manifest() {
    String file = file(Manifest.FILE);
    try {
      return Optional.of(Json.read(store.read(file), Manifest.class, store.uri(file)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The manifest of a folder that an earlier job must have finished.
   *
   * @throws JobException if it did not
   */
  public Manifest finished() {
    return manifest()
        .orElseThrow(
            () ->
                new JobException(
                    ExitCode.CONFIGURATION,
                    "Cannot read "
                        + store.uri(path)
                        + ": expected a finished "
                        + job
                        + ", found none. Run `ballast "
                        + job
                        + "` with the same --run-dir first."));
  }

  /**
   * Prepares the folder: leftovers of an unfinished job are removed.
   *
   * @param configHash fingerprint of the configuration keys the job reads
   * @param inputs what the job is going to read
   * @return whether there is work to do; false if the folder was already made from the same
   *     configuration and inputs
   * @throws JobException if it was made from others and {@code existing} keeps it
   */
  public boolean begin(String configHash, List<Manifest.Input> inputs, Existing existing) {
    Optional<Manifest> made = manifest();
    if (made.isPresent() && existing == Existing.KEEP) {
      if (made.get().configHash().equals(configHash) && made.get().inputs().equals(inputs)) {
        return false;
      }
      String what =
          made.get().configHash().equals(configHash) ? "other inputs" : "another configuration";
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot make "
              + store.uri(path)
              + ": it was made from "
              + what
              + " at "
              + made.get().startedAt()
              + ". Use another --run-dir, or --replace to make it anew.");
    }
    try {
      store.delete(file(Manifest.FILE));
      store.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return true;
  }

  /** Takes the manifest away, so that finished parts can be added to before the next commit. */
  public void reopen() {
    try {
      store.delete(file(Manifest.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Finishes the folder: hashes every file in it and writes the manifest.
   *
   * @param startedAt when the job began
   * @param counts what it counted
   */
  public Manifest commit(
      String configHash,
      List<Manifest.Input> inputs,
      long seed,
      Map<String, String> versions,
      Instant startedAt,
      Map<String, Long> counts) {
    return commit(configHash, inputs, seed, versions, startedAt, counts, file -> true);
  }

  /** The same, of those files only that are outputs: by their paths in the run directory. */
  public Manifest commit(
      String configHash,
      List<Manifest.Input> inputs,
      long seed,
      Map<String, String> versions,
      Instant startedAt,
      Map<String, Long> counts,
      Predicate<String> isOutput) {
    try {
      Manifest manifest =
          new Manifest(
              Manifest.SCHEMA_VERSION,
              job,
              configHash,
              inputs,
              outputs(isOutput),
              seed,
              versions,
              startedAt.toString(),
              (Instant.now().toEpochMilli() - startedAt.toEpochMilli()) / 1000.0,
              counts);
      if (!store.createIfAbsent(file(Manifest.FILE), Json.write(manifest))) {
        throw new JobException(
            ExitCode.PARTIAL,
            "Cannot finish " + store.uri(path) + ": another process finished it meanwhile.");
      }
      return manifest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Manifest.Output> outputs(Predicate<String> isOutput) throws IOException {
    List<Manifest.Output> outputs = new ArrayList<>();
    for (String file : store.files(path)) {
      if (isOutput.test(file)) {
        outputs.add(output(file));
      }
    }
    return outputs;
  }

  private Manifest.Output output(String file) throws IOException {
    try (InputStream in = store.open(file)) {
      return new Manifest.Output(file, store.bytes(file), Fingerprint.of(in));
    }
  }
}
