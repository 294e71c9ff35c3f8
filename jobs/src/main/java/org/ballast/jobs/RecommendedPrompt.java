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
  private final RunStore from;
  private final RunStore to;

  /** From the run directory that the trial lies in to that of the front. */
  RecommendedPrompt(RunStore from, RunStore to) {
    this.from = from;
    this.to = to;
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

  private void copyFile(String source, String target) throws IOException {
    try (InputStream in = from.open(source);
        OutputStream out = to.create(target)) {
      in.transferTo(out);
    } catch (FileNotFoundException e) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot hand on the recommended prompt: expected "
              + from.uri(source)
              + ", found no such file. Delete the trial's folder and run `ballast sweep` again.",
          e);
    }
  }
}
