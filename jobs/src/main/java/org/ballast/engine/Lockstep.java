package org.ballast.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ballast.engine.TrialFinish.Scores;
import org.jspecify.annotations.Nullable;

/**
 * Trainings that differ in their balancer only, step by step on one thread: the rows they share are
 * decoded and frozen once, even where the cache is too small to keep them. Each comes to the same
 * bits as alone, and one that fails leaves the others alone.
 */
public final class Lockstep {
  private final OptionalInt gpu;
  private final List<Member> members;
  private final TrialTrainer first;
  private final Map<Member, Ended> ended = new LinkedHashMap<>();
  private final Map<Member, TrialRun> runs = new LinkedHashMap<>();

  /**
   * A training among others.
   *
   * @param checkpoints where an earlier attempt came to, the newest first; empty to start anew
   */
  public record Member(
      TrialTrainer trainer, List<Checkpoint> checkpoints, TrialListener listener) {}

  /** How a training ended: one of the two is there. */
  public record Ended(@Nullable TrialOutcome outcome, @Nullable RuntimeException failure) {

    /** The outcome; throws the failure if there is none. */
    public TrialOutcome orThrow() {
      if (outcome == null) {
        throw failure == null ? new IllegalStateException("A training ended as nothing.") : failure;
      }
      return outcome;
    }
  }

  /**
   * Trainings to be done together.
   *
   * @param members of the same backbone, rows, seed, steps and prompts; all stratified, or all not;
   *     not empty
   * @param gpu as for {@link Torch#start(int, OptionalInt)}
   * @throws IllegalArgumentException if they do not fit together
   */
  public Lockstep(List<Member> members, OptionalInt gpu) {
    this.members = List.copyOf(members);
    this.gpu = gpu;
    this.first = members.get(0).trainer();
    for (Member member : members) {
      if (!member.trainer().fits(first)) {
        throw new IllegalArgumentException(
            "Cannot train in lockstep: expected trials that differ in method and control vector"
                + " only, found "
                + member.trainer().settings()
                + " beside "
                + first.settings());
      }
    }
  }

  /**
   * Trains them all.
   *
   * @return how each ended, in order; {@link DivergedException} if a number is no longer finite,
   *     {@link org.ballast.run.JobException} if rows are missing that the method needs, or the
   *     prompts do not fit the backbone
   * @throws CancellationException if a listener wants to stop; each training has handed on its last
   *     state before
   */
  public List<Ended> train() {
    Torch.start(first.settings().train().threads(), gpu);
    try (SharedBatches shared = new SharedBatches(first.frozen(), first.settings().prompt())) {
      Learner learner =
          new Learner(
              first.frozen(), first.settings().prompt(), members.size() > 1 ? shared : null);
      train(learner);
    }
    return members.stream().map(ended::get).map(Ended.class::cast).toList();
  }

  private void train(Learner learner) {
    String hash = first.frozen().backbone().hash();
    TrialListener listener = members.get(0).listener();
    TrialData data;
    try {
      data = TrialData.of(first.examples(), first.frozen(), first.settings(), listener);
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      members.forEach(member -> ended.put(member, new Ended(null, e)));
      return;
    }
    for (Member member : members) {
      guarded(member, () -> runs.put(member, member.trainer().begin(member, data, learner, hash)));
    }
    try {
      each(run -> data.freeze(learner, first.settings(), run.steps(), run.listener()));
      while (!runs.isEmpty() && goOn(learner, data)) {}
      finish(learner, data);
    } catch (CancellationException e) {
      runs.values().forEach(run -> leave(run, e));
      throw e;
    }
  }

  /** One step of those that are farthest behind; whether any step is left. */
  private boolean goOn(Learner learner, TrialData data) {
    List<TrialRun> left = runs.values().stream().filter(TrialRun::stepsLeft).toList();
    int behind = left.stream().mapToInt(TrialRun::step).min().orElse(Integer.MAX_VALUE);
    evaluate(learner, data);
    each(
        run -> {
          if (run.stepsLeft() && run.step() == behind) {
            run.makeStep();
          }
        });
    evaluate(learner, data);
    each(TrialRun::checkpointIfDue);
    return runs.values().stream().anyMatch(TrialRun::stepsLeft);
  }

  private void evaluate(Learner learner, TrialData data) {
    List<Member> due =
        runs.keySet().stream().filter(member -> run(member).evaluationDue()).toList();
    if (due.isEmpty()) {
      return;
    }
    List<Parameters> parameters = due.stream().map(member -> run(member).parameters()).toList();
    List<float[][]> scores = learner.evaluate(data.val(), parameters, this::stopping);
    for (int i = 0; i < due.size(); i++) {
      int at = i;
      guarded(due.get(i), () -> run(due.get(at)).evaluated(parameters.get(at), scores.get(at)));
    }
  }

  private void finish(Learner learner, TrialData data) {
    evaluate(learner, data);
    List<Member> done = List.copyOf(runs.keySet());
    List<Parameters> all =
        done.stream().flatMap(member -> run(member).reported().stream()).toList();
    if (all.isEmpty()) {
      return;
    }
    List<float[][]> test = learner.evaluate(data.test(), all, this::stopping);
    List<float[][]> report = learner.evaluate(data.report(), all, this::stopping);
    Iterator<Scores> scores =
        IntStream.range(0, all.size())
            .mapToObj(i -> new Scores(test.get(i), report.get(i)))
            .iterator();
    for (Member member : done) {
      List<Scores> its = new ArrayList<>();
      run(member).reported().forEach(parameters -> its.add(scores.next()));
      TrialFinish finish = member.trainer().finish(learner, data);
      guarded(member, () -> ended.put(member, new Ended(run(member).outcome(finish, its), null)));
    }
  }

  private TrialRun run(Member member) {
    TrialRun run = runs.get(member);
    if (run == null) {
      throw new IllegalStateException("There is no such training.");
    }
    return run;
  }

  private boolean stopping() {
    return members.stream().anyMatch(member -> member.listener().shouldStop());
  }

  private void each(Consumer<TrialRun> piece) {
    List.copyOf(runs.keySet()).forEach(member -> guarded(member, () -> piece.accept(run(member))));
  }

  /** A training that fails is over; a stop is for all of them. */
  private void guarded(Member member, Runnable piece) {
    try {
      piece.run();
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      runs.remove(member);
      ended.put(member, new Ended(null, e));
    }
  }

  /** A state that cannot be handed on now is lost; the checkpoint before it is still there. */
  private static void leave(TrialRun run, CancellationException stop) {
    try {
      run.checkpoint();
    } catch (RuntimeException e) {
      stop.addSuppressed(e);
    }
  }
}
