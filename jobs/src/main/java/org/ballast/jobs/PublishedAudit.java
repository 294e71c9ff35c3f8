package org.ballast.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.ballast.run.JobFolder;
import org.ballast.run.Manifest;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;

/**
 * Copies of what may be shown of a finished audit. Exact counts stay behind, and so does the
 * manifest, which has their hashes.
 */
final class PublishedAudit {
  private static final Set<String> KEPT_BACK =
      Set.of(AuditFiles.INTERNAL, AuditGates.FILE, Manifest.FILE);

  private final JobContext context;
  private final JobFolder folder;

  PublishedAudit(JobContext context, JobFolder folder) {
    this.context = context;
    this.folder = folder;
  }

  /** Copies into a folder, in place of what has the same names there. */
  void copyTo(String directory) {
    RunStore target = RunStores.open(directory, context.config().run().spark());
    try {
      for (String name : context.store().list(folder.path())) {
        if (!KEPT_BACK.contains(name)) {
          target.delete(name);
          copy(name, target);
        }
      }
      context.progress().say("Published: " + target.uri(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy(String name, RunStore target) throws IOException {
    String file = folder.file(name);
    List<String> below = context.store().files(file);
    for (String source : below.isEmpty() ? List.of(file) : below) {
      try (InputStream in = context.store().open(source);
          OutputStream out = target.create(source.substring(folder.path().length() + 1))) {
        in.transferTo(out);
      }
    }
  }
}
