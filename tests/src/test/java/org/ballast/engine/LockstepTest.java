package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.ballast.balance.ControlVector;
import org.ballast.balance.EpoBalancer;
import org.ballast.balance.GroupBalancer;
import org.ballast.config.SweepConfig.Method;
import org.ballast.engine.Lockstep.Ended;
import org.ballast.engine.Lockstep.Member;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials in lockstep come to the bits that each has alone. */
class LockstepTest {
  @TempDir static Path folder;
  private static FrozenCache frozen;

  @BeforeAll
  static void load() throws IOException {
    Torch.start(1);
    TinyBert.write(folder);
    frozen = new FrozenCache(TinyBert.load(folder), 1 << 26, 10_000);
  }

  @AfterAll
  static void close() {
    frozen.close();
  }

  private static final Examples EXAMPLES = TinyTrials.examples();

  private static TrialTrainer trainer(FrozenCache cache, Method method, GroupBalancer balancer) {
    return new TrialTrainer(
        cache, TinyTrials.BACKBONE, TinyTrials.settings(method, 1), EXAMPLES, balancer);
  }

  private static GroupBalancer epo(Double... control) {
    return new EpoBalancer(new ControlVector(TinyTrials.GRID, List.of(control)));
  }

  /** Balancers have a state: each training needs a new one. */
  private static List<TrialTrainer> trainers(FrozenCache cache) {
    return List.of(
        trainer(cache, Method.CPT, epo(1., 1., 1., 1.)),
        trainer(cache, Method.CPT, epo(1., 4., 4., 1.)),
        trainer(cache, Method.GROUPDRO, TinyTrials.remembering()),
        trainer(cache, Method.REWEIGHT, null));
  }

  private static void assertSame(TrialOutcome a, TrialOutcome b) {
    assertThat(a.prompt().bytes()).isEqualTo(b.prompt().bytes());
    assertThat(a.history()).isEqualTo(b.history());
    assertThat(a.selected()).isEqualTo(b.selected());
    assertThat(a.lastStep()).isEqualTo(b.lastStep());
    assertThat(a.predictions()).isEqualTo(b.predictions());
    assertThat(a.fallbacks()).isEqualTo(b.fallbacks());
  }

  private static List<Ended> together(List<Member> members) {
    return new Lockstep(members, OptionalInt.empty()).train();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 26})
  void resultsAreThoseOfSeparateTrials(long cacheBytes) {
    List<TrialOutcome> alone =
        trainers(frozen).stream().map(t -> t.train(List.of(), TrialListener.NONE)).toList();
    try (FrozenCache cache = new FrozenCache(TinyBert.load(folder), cacheBytes, 10_000)) {
      List<Ended> ends =
          together(
              trainers(cache).stream()
                  .map(t -> new Member(t, List.of(), TrialListener.NONE))
                  .toList());
      for (int i = 0; i < alone.size(); i++) {
        assertSame(ends.get(i).orThrow(), alone.get(i));
      }
    }
    assertThat(alone.get(0).prompt().bytes()).isNotEqualTo(alone.get(1).prompt().bytes());
  }

  @Test
  void oneThatDivergesLeavesTheOthersAlone() {
    TrialOutcome alone = trainers(frozen).get(1).train(List.of(), TrialListener.NONE);
    GroupBalancer broken =
        new GroupBalancer() {
          @Override
          public Weights weigh(double[] losses, double[][] gram) {
            return new Weights(new double[] {Double.NaN, 0, 0, 0}, false);
          }

          @Override
          public boolean needsGradients() {
            return true;
          }
        };
    List<Ended> ends =
        together(
            List.of(
                new Member(trainer(frozen, Method.CPT, broken), List.of(), TrialListener.NONE),
                new Member(trainers(frozen).get(1), List.of(), TrialListener.NONE)));
    assertThat(ends.get(0).failure()).isInstanceOf(DivergedException.class);
    assertSame(ends.get(1).orThrow(), alone);
  }

  @Test
  void trialsThatWereCutOffAtDifferentStepsCatchUp() {
    List<Checkpoint> kept = new ArrayList<>();
    TrialListener keeping =
        new TrialListener() {
          @Override
          public void onCheckpoint(Checkpoint checkpoint) {
            kept.add(checkpoint);
          }
        };
    TrialOutcome first = trainers(frozen).get(0).train(List.of(), keeping);
    TrialOutcome second = trainers(frozen).get(1).train(List.of(), TrialListener.NONE);
    List<Ended> ends =
        together(
            List.of(
                new Member(trainers(frozen).get(0), List.of(kept.get(1)), TrialListener.NONE),
                new Member(trainers(frozen).get(1), List.of(), TrialListener.NONE)));
    assertSame(ends.get(0).orThrow(), first);
    assertSame(ends.get(1).orThrow(), second);
  }

  @Test
  void aStopIsForAllAndEachHandsOnItsState() {
    List<List<Checkpoint>> kept = List.of(new ArrayList<>(), new ArrayList<>());
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int at = i;
      members.add(
          new Member(
              trainers(frozen).get(i),
              List.of(),
              new TrialListener() {
                private int step;

                @Override
                public void onStep(int made, double[] losses) {
                  step = made;
                }

                @Override
                public void onCheckpoint(Checkpoint checkpoint) {
                  kept.get(at).add(checkpoint);
                }

                @Override
                public boolean shouldStop() {
                  return at == 1 && step == 6;
                }
              }));
    }
    assertThatThrownBy(() -> together(members)).isInstanceOf(CancellationException.class);
    assertThat(kept.get(0)).extracting(Checkpoint::step).containsExactly(4, 7);
    assertThat(kept.get(1)).extracting(Checkpoint::step).containsExactly(4, 6);
  }

  @Test
  void trialsOfOtherRowsOrWeightsAreRefused() {
    assertRefused(
        new TrialTrainer(
            frozen, TinyTrials.BACKBONE, TinyTrials.settings(Method.REWEIGHT, 2), EXAMPLES, null));
    Examples weighed =
        new Examples(
            EXAMPLES.train().stream()
                .map(r -> new Example(r.id(), r.group(), r.label(), r.content(), 2))
                .toList(),
            EXAMPLES.val(),
            EXAMPLES.test());
    assertRefused(
        new TrialTrainer(
            frozen, TinyTrials.BACKBONE, TinyTrials.settings(Method.REWEIGHT, 1), weighed, null));
  }

  private static void assertRefused(TrialTrainer other) {
    assertThatThrownBy(
            () ->
                new Lockstep(
                    List.of(
                        new Member(trainers(frozen).get(3), List.of(), TrialListener.NONE),
                        new Member(other, List.of(), TrialListener.NONE)),
                    OptionalInt.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lockstep");
  }
}
