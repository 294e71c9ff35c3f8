package org.ballast.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What Linux says of its processes. Java's own start instant will not do: it is counted back from
 * the wall clock, so that one process has two of them once that clock was set.
 */
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0;
  private static final int START = 19;

  private ProcessTable() {}

  /**
   * A name of the process ids that this process sees: the boot of the kernel and the name space.
   * Null where they prove nothing, as where other users' processes are hidden.
   */
  static @Nullable String space() {
    try {
      if (!Files.isReadable(PROC.resolve("1/stat"))) {
        return null;
      }
      String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).trim();
      return boot + " " + Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  /** When a process began, in ticks since the boot; null if it is not there or has ended. */
  static @Nullable String start(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[STATE].equals("Z") || fields[STATE].equals("X") ? null : fields[START];
    } catch (IOException e) {
      return null;
    }
  }
}
