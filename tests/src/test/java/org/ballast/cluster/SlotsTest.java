package org.ballast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.ballast.sweep.TrialResult.Placement;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static final String NOON = "2026-01-01T12:00:%02dZ";

  private static Placement from(int second, int to) {
    return new Placement(
        "host", "0", List.of("0"), "cpu", NOON.formatted(second), NOON.formatted(to));
  }

  @Test
  void seesTwoTrialsOnOneGpuAtOneTime() {
    assertThat(new Slots(Map.of("1:0", List.of(from(5, 9), from(0, 6)))).overlap()).isPresent();
    assertThat(new Slots(Map.of("1:0", List.of(from(6, 9), from(0, 6)))).overlap()).isEmpty();
    assertThat(new Slots(Map.of("1:0", List.of(from(0, 6)), "1:1", List.of(from(0, 6)))).overlap())
        .isEmpty();
  }

  /** Of 2 × 10 s, 3 s before a first and 2 s after a last trial, and 1 s between two. */
  @Test
  void countsTheTimeInWhichNoTrialRuns() {
    Slots slots =
        new Slots(Map.of("1:0", List.of(from(0, 4), from(5, 10)), "1:1", List.of(from(3, 8))));
    assertThat(slots.idleShare()).isCloseTo(.3, within(1e-9));
  }
}
