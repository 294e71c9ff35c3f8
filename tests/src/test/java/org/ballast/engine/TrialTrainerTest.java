package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.ballast.balance.GroupBalancer;
import org.ballast.config.SweepConfig.Method;
import org.ballast.config.TrainConfig.OptimizerKind;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialTrainerTest {
  @TempDir Path folder;
  private FrozenCache frozen;

  @BeforeEach
  void backbone() throws IOException {
    Torch.start(1);
    frozen = new FrozenCache(TinyBert.load(TinyBert.write(folder)), 1 << 26, 10_000);
  }

  @AfterEach
  void close() {
    frozen.close();
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void everyMethodLearnsAndLeavesTheBackboneAsItWas(Method method) {
    TrialOutcome outcome = train(TinyTrials.settings(method, 1), TrialListener.NONE);
    assertThat(outcome.hashAfter()).isEqualTo(outcome.hashBefore()).hasSize(64);
    List<HistoryRow> history = outcome.history();
    assertThat(history).hasSize(12);
    assertThat(sum(history.get(11))).isLessThan(sum(history.get(0)));
    Parameters start =
        Parameters.initial(
            method == Method.LINEAR_PROBE ? null : TinyTrials.settings(method, 1).prompt(),
            TinyBert.SIZES,
            2,
            1);
    assertThat(outcome.prompt().tensors().keySet()).isEqualTo(start.tensors().keySet());
    start
        .tensors()
        .forEach((n, t) -> assertThat(outcome.prompt().tensors().get(n)).isNotEqualTo(t));
    assertThat(outcome.trainableParameters()).isEqualTo(start.size());
    assertThat(outcome.totalParameters() - start.size())
        .isEqualTo(TinyBert.weights().values().stream().mapToLong(t -> t.values().length).sum());
    assertThat(outcome.threads()).isOne();
    assertThat(outcome.collapsed()).isFalse();
  }

  private static double sum(HistoryRow row) {
    return row.losses().stream().filter(l -> l != null).mapToDouble(l -> l).sum();
  }

  @Test
  void equalSeedsGiveEqualBitsInWhateverOrderTheRowsCome() {
    TrialSettings settings = TinyTrials.settings(Method.CPT, 1);
    TrialOutcome first = train(settings, TrialListener.NONE);
    Examples examples = TinyTrials.examples();
    Examples shuffled =
        new Examples(
            shuffled(examples.train()), shuffled(examples.val()), shuffled(examples.test()));
    try (FrozenCache other = new FrozenCache(TinyBert.load(folder), 1 << 26, 10_000)) {
      TrialOutcome second =
          new TrialTrainer(other, TinyTrials.BACKBONE, settings, shuffled, TinyTrials.leaning())
              .train(List.of(), TrialListener.NONE);
      assertSame(second, first);
    }
    TrialOutcome otherSeed = train(TinyTrials.settings(Method.CPT, 2), TrialListener.NONE);
    assertThat(otherSeed.prompt().bytes()).isNotEqualTo(first.prompt().bytes());
  }

  private static List<Example> shuffled(List<Example> rows) {
    List<Example> copy = new ArrayList<>(rows);
    Collections.shuffle(copy, new Random(8));
    return copy;
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"CPT", "GROUPDRO", "ERM"})
  void aResumedTrainingIsAnUndisturbedOne(Method method) {
    TrialSettings settings = TinyTrials.settings(method, 1);
    List<Checkpoint> checkpoints = new ArrayList<>();
    TrialOutcome whole =
        train(
            settings,
            new TrialListener() {
              @Override
              public void onCheckpoint(Checkpoint checkpoint) {
                checkpoints.add(checkpoint);
              }
            });
    assertThat(checkpoints).extracting(Checkpoint::step).containsExactly(4, 8, 12);
    for (Checkpoint checkpoint : checkpoints) {
      assertSame(trainer(settings).train(List.of(checkpoint), TrialListener.NONE), whole);
    }
  }

  /** Hears what was passed over. */
  private static final class Unusable implements TrialListener {
    private final List<String> reasons = new ArrayList<>();

    @Override
    public void onUnusable(Checkpoint checkpoint, String reason) {
      reasons.add(checkpoint.step() + ": " + reason);
    }
  }

  private List<Checkpoint> checkpoints(TrialSettings settings) {
    List<Checkpoint> checkpoints = new ArrayList<>();
    train(
        settings,
        new TrialListener() {
          @Override
          public void onCheckpoint(Checkpoint checkpoint) {
            checkpoints.add(checkpoint);
          }
        });
    return checkpoints;
  }

  @Test
  void aDamagedCheckpointIsPassedOverForTheOlderOne() {
    TrialSettings settings = TinyTrials.settings(Method.CPT, 1);
    List<Checkpoint> checkpoints = checkpoints(settings);
    byte[] whole = checkpoints.get(1).bytes();
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    Random random = new Random(4);
    for (int i = 0; i < 20; i++) {
      byte[] flipped = whole.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      Unusable heard = new Unusable();
      TrialOutcome resumed =
          trainer(settings)
              .train(
                  List.of(new Checkpoint(8, i % 2 == 0 ? flipped : cut), checkpoints.get(0)),
                  heard);
      assertThat(heard.reasons).hasSize(1).first().asString().startsWith("8: Cannot");
      assertThat(resumed.history()).hasSize(12);
      if (i == 0) {
        assertSame(resumed, train(settings, TrialListener.NONE));
      }
    }
  }

  @Test
  void aCheckpointOfAnotherTrialIsPassedOver() {
    TrialSettings settings = TinyTrials.settings(Method.CPT, 1);
    Unusable heard = new Unusable();
    TrialOutcome outcome =
        trainer(settings)
            .train(List.of(checkpoints(TinyTrials.settings(Method.CPT, 2)).get(0)), heard);
    assertThat(heard.reasons).hasSize(1).first().asString().contains("found another one");
    assertSame(outcome, train(settings, TrialListener.NONE));
  }

  /** Stops at a number of questions, wherever that is: a step, a chunk, a row. */
  private static final class Impatient implements TrialListener {
    private final List<Checkpoint> kept = new ArrayList<>();
    private int left;

    Impatient(int questions) {
      left = questions;
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) {
      kept.add(0, checkpoint);
    }

    @Override
    public boolean shouldStop() {
      return left-- <= 0;
    }
  }

  @Test
  void aTrainingThatIsStoppedAnywhereGoesOnAsIfNothingHadHappened() {
    TrialSettings settings = TinyTrials.settings(Method.GROUPDRO, 1);
    TrialOutcome whole = train(settings, TrialListener.NONE);
    int stops = 0;
    int questions = 3;
    List<Checkpoint> kept = new ArrayList<>();
    TrialOutcome outcome = null;
    while (outcome == null) {
      Impatient listener = new Impatient(questions);
      try {
        outcome = trainer(settings).train(kept, listener);
      } catch (CancellationException e) {
        stops++;
        questions += 7;
      }
      kept.addAll(0, listener.kept);
    }
    assertThat(stops).isGreaterThan(20);
    assertThat(kept).extracting(Checkpoint::step).anyMatch(step -> step % 4 != 0);
    assertSame(outcome, whole);
  }

  @Test
  void sgdResumesToo() {
    TrialSettings settings =
        TinyTrials.settings(TinyTrials.train(OptimizerKind.SGD, 8, .1), Method.SCALARIZED, 1);
    List<Checkpoint> checkpoints = new ArrayList<>();
    TrialOutcome whole =
        train(
            settings,
            new TrialListener() {
              @Override
              public void onCheckpoint(Checkpoint checkpoint) {
                checkpoints.add(checkpoint);
              }
            });
    assertSame(trainer(settings).train(List.of(checkpoints.get(0)), TrialListener.NONE), whole);
  }

  @Test
  void trainingsSideBySideEqualThoseInTurn() throws InterruptedException, ExecutionException {
    List<TrialSettings> trials =
        List.of(
            TinyTrials.settings(Method.CPT, 1),
            TinyTrials.settings(Method.GROUPDRO, 2),
            TinyTrials.settings(Method.LINEAR_PROBE, 3));
    List<TrialOutcome> inTurn = trials.stream().map(t -> train(t, TrialListener.NONE)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(trials.size());
    try (FrozenCache other = new FrozenCache(TinyBert.load(folder), 1 << 26, 10_000)) {
      List<Future<TrialOutcome>> sideBySide = new ArrayList<>();
      for (TrialSettings settings : trials) {
        TrialTrainer trainer =
            new TrialTrainer(
                other, TinyTrials.BACKBONE, settings, TinyTrials.examples(), balancer(settings));
        sideBySide.add(threads.submit(() -> trainer.train(List.of(), TrialListener.NONE)));
      }
      for (int i = 0; i < trials.size(); i++) {
        assertSame(sideBySide.get(i).get(), inTurn.get(i));
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void rowsThatDoNotFitIntoTheCacheGiveTheSameBits() {
    TrialSettings settings = TinyTrials.settings(Method.CPT, 1);
    try (FrozenCache none = new FrozenCache(TinyBert.load(folder), 0, 10_000)) {
      TrialOutcome recomputed =
          new TrialTrainer(
                  none, TinyTrials.BACKBONE, settings, TinyTrials.examples(), TinyTrials.leaning())
              .train(List.of(), TrialListener.NONE);
      assertSame(recomputed, train(settings, TrialListener.NONE));
      assertThat(none.bytes()).isZero();
      assertThat(frozen.bytes()).isPositive();
    }
  }

  @Test
  void noNativeArrayIsLeftBehind() {
    TransformerEncoder encoder = (TransformerEncoder) frozen.backbone();
    train(TinyTrials.settings(Method.CPT, 1), TrialListener.NONE);
    train(TinyTrials.settings(Method.LINEAR_PROBE, 1), TrialListener.NONE);
    int weights = encoder.arrays();
    int rows = frozen.arrays();
    int everywhere = NativeArrays.count();
    train(TinyTrials.settings(Method.CPT, 1), TrialListener.NONE);
    train(TinyTrials.settings(Method.LINEAR_PROBE, 1), TrialListener.NONE);
    train(TinyTrials.settings(Method.GROUPDRO, 1), TrialListener.NONE);
    assertThat(encoder.arrays()).isEqualTo(weights);
    assertThat(frozen.arrays()).isEqualTo(rows);
    assertThat(NativeArrays.count()).isEqualTo(everywhere);
  }

  @Test
  void reportsCountEveryGroupOfEachSplit() {
    TrialOutcome outcome = train(TinyTrials.settings(Method.REWEIGHT, 1), TrialListener.NONE);
    for (Map<String, SplitReport> splits : List.of(outcome.selected(), outcome.lastStep())) {
      assertThat(splits.keySet()).containsExactly("train", "val", "test");
      assertThat(counts(splits.get("val"))).containsExactly(24L, 6L, 9L, 21L);
      assertThat(counts(splits.get("test"))).containsExactly(24L, 6L, 9L, 21L);
      assertThat(counts(splits.get("train"))).containsExactly(5L, 5L, 5L, 5L);
    }
    SplitReport test = outcome.selected().get("test");
    double right = 0;
    for (GroupReport group : test.groups()) {
      right += group.accuracy() * group.count();
    }
    assertThat(test.averageAccuracy()).isCloseTo(right / 60, within(1e-12));
    assertThat(test.adjustedAverageAccuracy()).isCloseTo(right / 60, within(1e-12));
    assertThat(outcome.predictions().keySet()).containsExactly("val", "test");
    assertThat(outcome.predictions().get("test")).hasSize(60);
    HistoryRow selected = outcome.history().get(outcome.selectedStep() - 1);
    assertThat(selected.valWorstGroupAccuracy())
        .isEqualTo(outcome.selected().get("val").worstGroupAccuracy());
    outcome.history().stream()
        .filter(row -> row.valWorstGroupAccuracy() != null)
        .forEach(
            row ->
                assertThat(row.valWorstGroupAccuracy())
                    .isLessThanOrEqualTo(selected.valWorstGroupAccuracy()));
  }

  private static List<Long> counts(SplitReport report) {
    return report.groups().stream().map(GroupReport::count).toList();
  }

  @Test
  void numbersThatAreNotFiniteEndTheTrialWithTheReason() {
    TrialSettings settings =
        TinyTrials.settings(TinyTrials.train(OptimizerKind.SGD, 12, 1e38), Method.CPT, 1);
    assertThatThrownBy(() -> train(settings, TrialListener.NONE))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("expected finite numbers, found")
        .hasMessageContaining("Lower train.learning-rate");
  }

  @Test
  void aGroupWithoutTrainingRowsIsNamedUnlessTheMethodDrawsRowsAsTheyCome() {
    Examples whole = TinyTrials.examples();
    Examples lacking =
        new Examples(
            whole.train().stream().filter(row -> row.group() != 1).toList(),
            whole.val(),
            whole.test());
    TrialSettings cpt = TinyTrials.settings(Method.CPT, 1);
    assertThatThrownBy(
            () ->
                new TrialTrainer(frozen, TinyTrials.BACKBONE, cpt, lacking, TinyTrials.leaning())
                    .train(List.of(), TrialListener.NONE))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageContaining("Cannot train cpt")
        .hasMessageContaining("spam=ham, html=html")
        .hasMessageContaining("use erm");
    TrialOutcome erm =
        new TrialTrainer(
                frozen, TinyTrials.BACKBONE, TinyTrials.settings(Method.ERM, 1), lacking, null)
            .train(List.of(), TrialListener.NONE);
    assertThat(erm.history().get(0).losses().get(1)).isNull();
    assertThat(erm.selected().get("train").groups().get(1).accuracy()).isNull();
    assertThat(erm.selected().get("train").adjustedAverageAccuracy()).isNull();
  }

  @Test
  void anEmptySplitIsRefusedByName() {
    Examples whole = TinyTrials.examples();
    Examples lacking = new Examples(whole.train(), List.of(), whole.test());
    assertThatThrownBy(
            () ->
                new TrialTrainer(
                        frozen,
                        TinyTrials.BACKBONE,
                        TinyTrials.settings(Method.ERM, 1),
                        lacking,
                        null)
                    .train(List.of(), TrialListener.NONE))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("rows in the split val, found none");
  }

  @Test
  void aListenerStopsTheTrial() {
    TrialListener impatient =
        new TrialListener() {
          private int steps;

          @Override
          public void onStep(int step, double[] losses) {
            steps = step;
          }

          @Override
          public boolean shouldStop() {
            return steps == 3;
          }
        };
    assertThatThrownBy(() -> train(TinyTrials.settings(Method.CPT, 1), impatient))
        .isInstanceOf(CancellationException.class);
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void weightsThatAreAllAlikeChangeNoBit(Method method) {
    TrialSettings settings = TinyTrials.settings(method, 1);
    TrialOutcome plain = train(settings, TrialListener.NONE);
    for (double weight : new double[] {1, 0.3}) {
      Examples alike = weighed(row -> weight);
      assertSame(trainer(settings, alike).train(List.of(), TrialListener.NONE), plain);
    }
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void weightsOfWholeGroupsMoveTheMethodsThatDoNotBalanceGroups(Method method) {
    TrialSettings settings = TinyTrials.settings(method, 1);
    TrialOutcome plain = train(settings, TrialListener.NONE);
    Examples weighed = weighed(row -> new double[] {.625, 2.5, 1.7, .7}[row.group()]);
    TrialOutcome other = trainer(settings, weighed).train(List.of(), TrialListener.NONE);
    if (method.balancesGroups()) {
      assertSame(other, plain);
    } else {
      assertThat(other.prompt().bytes()).isNotEqualTo(plain.prompt().bytes());
      assertThat(counts(other.selected().get("test"))).containsExactly(24L, 6L, 9L, 21L);
    }
  }

  @Test
  void aCheckpointOfOtherWeightsIsPassedOver() {
    TrialSettings settings = TinyTrials.settings(Method.ERM, 1);
    Examples weighed = weighed(row -> 1 + row.group());
    Unusable heard = new Unusable();
    TrialOutcome outcome = trainer(settings, weighed).train(checkpoints(settings), heard);
    assertThat(heard.reasons).hasSize(3).first().asString().contains("found another one");
    assertSame(outcome, trainer(settings, weighed).train(List.of(), TrialListener.NONE));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -.5, Double.POSITIVE_INFINITY, 1.1e12})
  void aWeightThatIsNoneIsNamed(double weight) {
    Examples broken = weighed(row -> row.id().equals("train2-3") ? weight : 1);
    assertRefused(
        Method.ERM,
        broken,
        "Cannot train on row train2-3: expected a weight in [0, 1e12], found "
            + (Double.isNaN(weight) ? "null or NaN" : weight)
            + ". Curate the rows again.");
  }

  @Test
  void rowsOfWeightZeroAreNotThere() {
    assertRefused(
        Method.ERM,
        weighed(row -> 0),
        "Cannot train: expected training rows with a weight above 0, found 60 rows with weights of"
            + " 0. Curate the rows again.");
    Examples lacking = weighed(row -> row.group() == 1 ? 0 : 1);
    assertRefused(
        Method.REWEIGHT,
        lacking,
        "Cannot train reweight: expected training rows of the group spam=ham, html=html, found"
            + " none. Add rows of it, declare fewer values, or use erm.");
    Examples whole = TinyTrials.examples();
    Examples without =
        new Examples(
            whole.train().stream().filter(row -> row.group() != 1).toList(),
            whole.val(),
            whole.test());
    TrialSettings erm = TinyTrials.settings(Method.ERM, 1);
    assertSame(
        trainer(erm, lacking).train(List.of(), TrialListener.NONE),
        trainer(erm, without).train(List.of(), TrialListener.NONE));
  }

  private void assertRefused(Method method, Examples examples, String message) {
    TrialTrainer trainer = trainer(TinyTrials.settings(method, 1), examples);
    assertThatThrownBy(() -> trainer.train(List.of(), TrialListener.NONE))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(message);
  }

  private static Examples weighed(ToDoubleFunction<Example> weight) {
    Examples plain = TinyTrials.examples();
    List<Example> train =
        plain.train().stream()
            .map(
                r ->
                    new Example(r.id(), r.group(), r.label(), r.content(), weight.applyAsDouble(r)))
            .toList();
    return new Examples(train, plain.val(), plain.test());
  }

  private TrialOutcome train(TrialSettings settings, TrialListener listener) {
    return trainer(settings).train(List.of(), listener);
  }

  private TrialTrainer trainer(TrialSettings settings) {
    return trainer(settings, TinyTrials.examples());
  }

  private TrialTrainer trainer(TrialSettings settings, Examples examples) {
    return new TrialTrainer(frozen, TinyTrials.BACKBONE, settings, examples, balancer(settings));
  }

  private static GroupBalancer balancer(TrialSettings settings) {
    return settings.method() == Method.CPT ? TinyTrials.leaning() : TinyTrials.remembering();
  }

  /** Everything but the timing. */
  private static void assertSame(TrialOutcome a, TrialOutcome b) {
    assertThat(a.prompt().bytes()).isEqualTo(b.prompt().bytes());
    assertThat(a.history()).isEqualTo(b.history());
    assertThat(a.selectedStep()).isEqualTo(b.selectedStep());
    assertThat(a.selected()).isEqualTo(b.selected());
    assertThat(a.lastStep()).isEqualTo(b.lastStep());
    assertThat(a.fallbacks()).isEqualTo(b.fallbacks());
    assertThat(a.collapsed()).isEqualTo(b.collapsed());
    assertThat(a.predictions()).isEqualTo(b.predictions());
  }
}
