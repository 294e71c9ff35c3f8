package org.ballast.run;

/** What the process tells the shell, a scheduler or a pipeline. */
public enum ExitCode {
  /** Everything asked for is there, newly made or already. */
  OK(0),
  /** Something nobody foresaw. */
  UNEXPECTED(1),
  /** Arguments, configuration or a missing input: nothing was started. */
  CONFIGURATION(2),
  /** A part of what was asked for is missing. */
  PARTIAL(3),
  /** The data was refused. */
  DATA(4);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** The process status. */
  public int status() {
    return status;
  }
}
