package org.ballast.run;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a lock, or held it.
 *
 * @param host where it runs
 * @param pid its process id there
 * @param pidSpace whose process ids these are, see {@link ProcessTable#space}; null if unknown
 * @param processStart start of that process, see {@link ProcessTable#start}; null if unknown
 * @param heartbeatAt when it last said that it lives, by its own clock, ISO-8601
 * @param beat how often it has said so; the only sign of life that no clock can forge
 * @param released whether it gave the lock back
 */
record LockOwner(
    String host,
    long pid,
    @Nullable String pidSpace,
    @Nullable String processStart,
    String heartbeatAt,
    long beat,
    boolean released) {

  /** This process. */
  static LockOwner self(Clock clock) {
    long pid = ProcessHandle.current().pid();
    return new LockOwner(
        hostName(),
        pid,
        ProcessTable.space(),
        ProcessTable.start(pid),
        clock.instant().toString(),
        0,
        false);
  }

  /** The same one, heard of once more. */
  LockOwner heard(Clock clock) {
    return new LockOwner(
        host, pid, pidSpace, processStart, clock.instant().toString(), beat + 1, released);
  }

  /** The same one, done. */
  LockOwner done() {
    return new LockOwner(host, pid, pidSpace, processStart, heartbeatAt, beat, true);
  }

  /** Whether both see the same process ids. */
  boolean sharesProcessesWith(LockOwner other) {
    return pidSpace != null && pidSpace.equals(other.pidSpace) && host.equals(other.host);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Override
  public String toString() {
    return "process " + pid + " on " + host + ", last heard of at " + heartbeatAt;
  }
}
