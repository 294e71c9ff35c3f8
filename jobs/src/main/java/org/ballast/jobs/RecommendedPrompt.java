package org.ballast.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;
import org.ballast.sweep.TrialFolders;
import org.ballast.sweep.TrialResult;

/** The prompt that a front hands on, with the result it had. */
final class RecommendedPrompt {
  static final String FILE = "prompt.safetensors";
  private final RunStore store;

  RecommendedPrompt(RunStore store) {
    this.store = store;
  }

  /**
   * Copies a trial's prompt and result.
   *
   * @throws JobException if the trial left no prompt
   */
  void copy(TrialResult trial, String folder) throws IOException {
    copyFile(TrialFolders.artefact(trial, FILE), folder + "/" + FILE);
    copyFile(TrialFolders.file(trial.id(), TrialResult.FILE), folder + "/" + TrialResult.FILE);
  }

  private void copyFile(String from, String to) throws IOException {
    try (InputStream in = store.open(from);
        OutputStream out = store.create(to)) {
      in.transferTo(out);
    } catch (FileNotFoundException e) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot hand on the recommended prompt: expected "
              + store.uri(from)
              + ", found no such file. Delete the trial's folder and run `ballast sweep` again.",
          e);
    }
  }
}
