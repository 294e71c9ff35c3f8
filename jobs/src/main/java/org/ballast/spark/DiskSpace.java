package org.ballast.spark;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.jspecify.annotations.Nullable;

/** Recognises a full disk behind whatever was thrown, and says what to do about it. */
public final class DiskSpace {
  private static final List<String> SIGNS =
      List.of("No space left on device", "Disk quota exceeded", "DSQuotaExceeded");

  private DiskSpace() {}

  /**
   * What the user is told if a failure is a full disk; empty if it is another one.
   *
   * @param where what was being written
   */
  public static Optional<JobException> failure(Throwable failure, String where) {
    if (causes(failure).noneMatch(DiskSpace::isFull)) {
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

  /** The failure as it came, unless the disk is full. */
  static IOException orFull(IOException failure, String where) {
    Optional<JobException> full = failure(failure, where);
    if (full.isPresent()) {
      throw full.get();
    }
    return failure;
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, DiskSpace::cause).limit(32);
  }

  private static @Nullable Throwable cause(Throwable t) {
    return t.getCause();
  }

  private static boolean isFull(Throwable t) {
    String message = String.valueOf(t.getMessage());
    return SIGNS.stream().anyMatch(sign -> message.contains(sign) || t.toString().contains(sign));
  }
}
