package org.ballast.run;

/** A failure that the user can mend: its message says what, where, and what to do. */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ExitCode exitCode;

  /** A failure with the status the process ends with. */
  public JobException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** A failure with the status the process ends with and what led to it. */
  public JobException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The status the process ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
