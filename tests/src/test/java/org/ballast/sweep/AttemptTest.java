package org.ballast.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ballast.config.SweepConfig.Method;
import org.ballast.run.MemoryRunStore;
import org.ballast.run.RunStore;
import org.junit.jupiter.api.Test;

class AttemptTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Trial TRIAL = Trial.of("original", Method.ERM, List.of(), 1, "f", Map.of());

  private final RunStore store = new MemoryRunStore();
  private final TrialFolders folders = new TrialFolders(store);

  private Attempt begin(String driver) {
    TrialResult.Placement placement =
        new TrialResult.Placement("host", "1", List.of("0"), "cpu", NOW.toString(), null);
    return Attempt.begin(store, TRIAL.id(), driver, placement, CLOCK);
  }

  private static TrialResult failed(Attempt attempt) {
    return TrialResult.failed(
        TRIAL, null, Map.of(), "b", "why", attempt.number(), attempt.placement(), 1, 2);
  }

  @Test
  void everyAttemptHasAFolderOfItsOwnWhoeverBeginsWhen() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<String>> names = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Callable<String> begin = () -> begin("d").name();
      names.add(threads.submit(begin));
    }
    List<String> all = new ArrayList<>();
    for (Future<String> name : names) {
      all.add(name.get());
    }
    threads.shutdown();
    assertThat(all).doesNotHaveDuplicates().contains("attempt-0001", "attempt-0016");
    assertThat(folders.attempts(TRIAL.id())).hasSize(16);
  }

  @Test
  void onlyAttemptsThatCameToNothingInTheSameSweepCountAsLost() throws IOException {
    begin("other");
    begin("d");
    begin("d").leave();
    begin("d").breakOff("no disk");
    assertThat(Attempt.lost(store, TRIAL.id(), "d")).isEqualTo(2);
    assertThat(Attempt.lost(store, TRIAL.id(), "other")).isEqualTo(1);
    assertThat(Attempt.lost(store, TRIAL.id(), "new")).isZero();
    assertThat(folders.attempt(TRIAL.id(), "attempt-0004").orElseThrow().reason())
        .isEqualTo("no disk");
  }

  @Test
  void theTwoNewestCheckpointsAreKeptForTheNextAttempt() throws IOException {
    Attempt first = begin("d");
    for (int step : new int[] {9, 10, 100}) {
      first.keep(step, new byte[] {(byte) step});
    }
    Attempt next = begin("d");
    assertThat(next.checkpointSteps()).containsExactly(100, 10);
    assertThat(next.checkpoint(100)).containsExactly(100);
    assertThat(next.checkpoint(9)).isNull();
  }

  @Test
  void theFirstResultStandsAndTakesAwayWhatNobodyNeeds() throws IOException {
    Attempt one = begin("d");
    one.keep(5, new byte[1]);
    one.beat(
        new TrialHeartbeat("attempt-0001", "h", "1", null, 5, 9, Map.of(), null, null, "" + NOW));
    Attempt two = begin("d");
    assertThat(folders.publish(failed(two)).attempts()).isEqualTo(2);
    assertThat(folders.publish(failed(one)).attempts()).isEqualTo(2);
    assertThat(store.files("sweep"))
        .containsExactlyInAnyOrder(
            TrialFolders.file(TRIAL.id(), "trial.json"),
            one.file("attempt.json"),
            two.file("attempt.json"));
    assertThat(folders.files(folders.result(TRIAL.id()).orElseThrow())).hasSize(1);
    folders.forget(TRIAL.id());
    assertThat(store.files("sweep")).isEmpty();
  }

  @Test
  void aHeartbeatHasAnAgeEvenWhereClocksDisagree() {
    TrialHeartbeat beat =
        new TrialHeartbeat(
            "a", "h", "1", null, 5, 9, Map.of("x", 1.0, "y", 3.0), null, null, "" + NOW);
    assertThat(beat.age(NOW.plusSeconds(7))).isEqualTo(Duration.ofSeconds(7));
    assertThat(beat.age(NOW.minusSeconds(7))).isZero();
    assertThat(beat.loss()).isEqualTo(2);
    assertThat(beat.at(NOW.plusSeconds(1)).doing("reads").loss()).isEqualTo(2);
  }
}
