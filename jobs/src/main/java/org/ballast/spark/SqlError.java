package org.ballast.spark;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** Says in one line what Spark says in many. */
public final class SqlError {
  private SqlError() {}

  /** The first sentence or two of Spark's message, without plan, position and state code. */
  static String brief(Throwable error) {
    String message = String.valueOf(error.getMessage()).strip();
    return message
        .split(";\\s*(line |\n|'?[A-Z][A-Za-z]+ )|\n|\\s*SQLSTATE", 2)[0]
        .strip()
        .replaceAll("[.;]+$", "");
  }

  /**
   * What the user is told when a Spark job fails on rows it reads: a full disk, a failure of ours
   * that Spark wrapped, or the error that Spark gives a name; empty for what nobody foresaw.
   *
   * @param what what was being done, as in "read the rows"
   */
  public static Optional<JobException> failure(Throwable error, String what) {
    Optional<JobException> ours = find(error, JobException.class);
    if (ours.isPresent()) {
      return ours;
    }
    return DiskSpace.failure(error, "the rows")
        .or(() -> deepest(error).map(cause -> named(cause, what, error)));
  }

  private static JobException named(Throwable cause, String what, Throwable error) {
    return new JobException(
        ExitCode.DATA,
        "Cannot "
            + what
            + ": expected rows that fit the configuration, found: "
            + brief(cause)
            + ". Correct the rows or the keys under dataset.",
        error);
  }

  private static Stream<Throwable> causes(Throwable error) {
    return Stream.iterate(error, t -> t != null, Throwable::getCause).limit(32);
  }

  private static <T> Optional<T> find(Throwable error, Class<T> type) {
    return causes(error).filter(type::isInstance).map(type::cast).findFirst();
  }

  private static Optional<Throwable> deepest(Throwable error) {
    return causes(error).filter(SqlError::isNamed).reduce((outer, inner) -> inner);
  }

  private static boolean isNamed(Throwable error) {
    return error instanceof SparkThrowable named
        && named.getCondition() != null
        && !named.getCondition().startsWith("INTERNAL");
  }
}
