package org.ballast.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A trial's rows, sorted and encoded.
 *
 * @param report the training rows on which the trial is reported
 */
record TrialData(SplitRows train, SplitRows val, SplitRows test, SplitRows report) {

  /**
   * Sorts and encodes, training rows of weight 0 left out; several trials that begin together share
   * the work.
   *
   * @throws org.ballast.run.JobException if a split to learn or select from is empty, or a weight
   *     is none
   */
  static TrialData of(
      Examples examples, FrozenCache frozen, TrialSettings settings, TrialListener listener) {
    List<Example> counted = TrainWeights.counted(examples.train());
    for (List<Example> split : List.of(counted, examples.val(), examples.test())) {
      for (Example row : split) {
        Stop.check(listener::shouldStop);
        frozen.beginInput(row.content());
      }
    }
    SplitRows train = SplitRows.of(counted, frozen, settings).orRefuse("train");
    return new TrialData(
        train,
        SplitRows.of(examples.val(), frozen, settings).orRefuse("val"),
        SplitRows.of(examples.test(), frozen, settings),
        train.capped(settings.train().reportRowsPerGroup(), settings.grid().size()));
  }

  /** Freezes every row that the trial will read, each once however many trials begin together. */
  void freeze(Learner learner, TrialSettings settings, TrialStep steps, TrialListener listener) {
    Set<Input> inputs = new LinkedHashSet<>();
    Stream.of(val, test, report).forEach(split -> inputs.addAll(split.inputs()));
    Set<Input> drawn = drawn(settings, steps);
    train.inputs().stream().filter(drawn::contains).forEach(inputs::add);
    int done = 0;
    for (Input input : shuffled(inputs)) {
      Stop.check(listener::shouldStop);
      if (settings.prompted()) {
        learner.frozen().beginRow(input, learner.place());
      } else {
        learner.frozen().beginFeature(input, learner.place());
      }
      listener.onPrepared(++done, inputs.size());
    }
  }

  /** Trials that begin together go different ways, or each would wait for what another makes. */
  private static List<Input> shuffled(Set<Input> inputs) {
    List<Input> order = new ArrayList<>(inputs);
    Collections.shuffle(order, ThreadLocalRandom.current());
    return order;
  }

  private Set<Input> drawn(TrialSettings settings, TrialStep steps) {
    Set<Integer> rows = new LinkedHashSet<>();
    for (int step = 1;
        step <= settings.train().steps() && rows.size() < train.rows().size();
        step++) {
      for (int row : steps.batch(step)) {
        rows.add(row);
      }
    }
    Set<Input> inputs = new HashSet<>();
    rows.forEach(row -> inputs.add(train.inputs().get(row)));
    return inputs;
  }

  /** SHA-256 of settings, backbone and the rows that training reads, in hexadecimal. */
  String fingerprint(TrialSettings settings, String backboneHash) {
    MessageDigest digest = Digests.sha256();
    digest.update((settings + "|" + backboneHash).getBytes(StandardCharsets.UTF_8));
    Stream.of(train, val)
        .flatMap(split -> split.rows().stream())
        .forEach(row -> digest.update((row + "\n").getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }
}
