package org.ballast.run;

import java.time.Duration;

/**
 * The times of a lock, counted by a clock that nobody sets.
 *
 * @param beat between two heartbeats
 * @param stale by how much a heartbeat must differ from now before anybody asks whether its owner
 *     is gone
 * @param watch how long such a heartbeat must stand still before the answer is yes
 */
record LockPeriods(Duration beat, Duration stale, Duration watch) {
  static final LockPeriods USUAL =
      new LockPeriods(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofSeconds(30));
}
