package org.ballast.spark;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.jspecify.annotations.Nullable;

/** Recognises a disk that takes nothing more behind whatever was thrown, and says what to do. */
public final class DiskSpace {
  private static final List<String> SIGNS =
      List.of("No space left on device", "Disk quota exceeded", "DSQuotaExceeded");

  /** Java and Hadoop each have several exceptions for one answer of the system. */
  private static final List<String> REFUSALS =
      List.of("Permission denied", "AccessDeniedException", "Read-only file system");

  private DiskSpace() {}

  /**
   * What the user is told if a failure is a full disk; empty if it is another one.
   *
   * @param where what was being written
   */
  public static Optional<JobException> failure(Throwable failure, String where) {
    if (!isOneOf(failure, SIGNS)) {
      return Optional.empty();
    }
    return Optional.of(
        new JobException(
            ExitCode.PARTIAL,
            "Cannot write "
                + where
                + ": no space is left there. Free some, or choose another --run-dir, and start the"
                + " same command again: finished artefacts are kept and not made twice.",
            failure));
  }

  /** The failure of a write as it came, unless the disk is full or refuses to be written. */
  static IOException orNamed(IOException failure, String where) {
    Optional<JobException> full = failure(failure, where);
    if (full.isPresent()) {
      throw full.get();
    }
    if (isOneOf(failure, REFUSALS)) {
      throw refused(failure, where);
    }
    return failure;
  }

  private static JobException refused(IOException failure, String where) {
    return new JobException(
        ExitCode.PARTIAL,
        "Cannot write "
            + where
            + ": expected a place that this user may write to, found "
            + failure
            + ". Make it writable, or choose another --run-dir, and start the same command again:"
            + " finished artefacts are kept and not made twice.",
        failure);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, DiskSpace::cause).limit(32);
  }

  private static @Nullable Throwable cause(Throwable t) {
    return t.getCause();
  }

  private static boolean isOneOf(Throwable failure, List<String> signs) {
    return causes(failure).anyMatch(t -> signs.stream().anyMatch(t.toString()::contains));
  }
}
