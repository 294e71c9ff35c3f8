package org.ballast.jobs;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Which run and which trial the lines of a thread belong to, under the keys {@code run} and {@code
 * trial} of its logging context.
 */
public final class LogContext {
  private static final String RUN = "run";
  private static final String TRIAL = "trial";

  private final String run;
  private final @Nullable String trial;

  private LogContext(String run, @Nullable String trial) {
    this.run = run;
    this.trial = trial;
  }

  /** Lines of a run. */
  public static LogContext of(String run) {
    return new LogContext(run, null);
  }

  /** Lines of a trial. */
  public static LogContext of(String run, String trial) {
    return new LogContext(run, trial);
  }

  /** The run that this thread belongs to, to hand over to other threads; empty if none. */
  public static String run() {
    String run = MDC.get(RUN);
    return run == null ? "" : run;
  }

  /** Does it on this thread, and brings back what was there. */
  public <T> T call(Supplier<T> work) {
    String runBefore = MDC.get(RUN);
    String trialBefore = MDC.get(TRIAL);
    set(RUN, run);
    set(TRIAL, trial);
    try {
      return work.get();
    } finally {
      set(RUN, runBefore);
      set(TRIAL, trialBefore);
    }
  }

  private static void set(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
