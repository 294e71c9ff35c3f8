package org.ballast.jobs;

import java.util.regex.Pattern;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** Names that become folders of a run directory. */
final class RunNames {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private RunNames() {}

  /**
   * The name, if it can be a folder's.
   *
   * @throws JobException if it could lead elsewhere or upset a shell
   */
  static String checked(String what, String name) {
    if (!SAFE.matcher(name).matches()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot use the "
              + what
              + " name "
              + name
              + ": expected at most 64 letters, digits, dots, hyphens and underscores, beginning"
              + " with a letter or digit.");
    }
    return name;
  }
}
