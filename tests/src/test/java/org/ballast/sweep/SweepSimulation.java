package org.ballast.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A sweep on a cluster as discrete events: one trial per slot, those with the most work left first;
 * a slot that loses its executor returns after the restart time, its trial waits for any slot and
 * goes on from its last checkpoint.
 */
final class SweepSimulation {
  private final double interval;
  private final int slots;
  private final LossModel model;
  private final SplittableRandom random;

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingDouble(Event::at));
  private final PriorityQueue<Work> waiting =
      new PriorityQueue<>(Comparator.comparingDouble(Work::seconds).reversed());
  private final List<Double> lossTimes = new ArrayList<>();
  private int free;
  private double now;
  private double makespan;
  private double useful;
  private double checkpoints;
  private double lost;
  private int mostLosses;

  private SweepSimulation(LossModel model, int slots, double interval, SplittableRandom random) {
    this.model = model;
    this.slots = slots;
    this.interval = interval;
    this.random = random;
    this.free = slots;
  }

  /** Work that is left of a trial, and how often it lost its executor. */
  private record Work(double seconds, int losses) {}

  /** A slot becomes free or, where work is given, that work has lost its executor. */
  private record Event(double at, @Nullable Work returned) {}

  /**
   * How a sweep went; all in seconds of slots but the makespan.
   *
   * @param makespan from the start to the end of the last trial
   * @param useful work of the trials, done once
   * @param checkpoints spent on checkpoints that were finished
   * @param lost work, and parts of checkpoints, that had to be done again
   * @param restarts slots that were away before the end
   * @param idle slots without a trial before the end
   * @param losses how many executors were lost under a trial
   * @param mostLosses of one trial
   */
  record Outcome(
      double makespan,
      double useful,
      double checkpoints,
      double lost,
      double restarts,
      double idle,
      int losses,
      int mostLosses) {
    double slotSeconds() {
      return useful + checkpoints + lost + restarts + idle;
    }
  }

  /**
   * Runs a sweep.
   *
   * @param seconds the work of each trial
   * @param interval work between two checkpoints; infinity for none
   */
  static Outcome run(
      double[] seconds, LossModel model, int slots, double interval, SplittableRandom random) {
    SweepSimulation simulation = new SweepSimulation(model, slots, interval, random);
    for (double work : seconds) {
      simulation.waiting.add(new Work(work, 0));
    }
    return simulation.outcome();
  }

  private Outcome outcome() {
    startAll();
    while (!events.isEmpty()) {
      Event event = events.remove();
      now = event.at();
      if (event.returned() == null) {
        free++;
      } else {
        waiting.add(event.returned());
      }
      startAll();
    }
    double restarts =
        lossTimes.stream().mapToDouble(at -> Math.min(model.restartSeconds(), makespan - at)).sum();
    double idle = slots * makespan - useful - checkpoints - lost - restarts;
    return new Outcome(
        makespan, useful, checkpoints, lost, restarts, idle, lossTimes.size(), mostLosses);
  }

  private void startAll() {
    while (free > 0 && !waiting.isEmpty()) {
      free--;
      start(waiting.remove());
    }
  }

  private void start(Work work) {
    double saves = LossModel.stretches(work.seconds(), interval) - 1;
    double duration = work.seconds() + saves * model.checkpointSeconds();
    double loss = random.nextExponential() * model.meanSecondsBetweenLosses();
    if (loss < duration) {
      lose(work, loss);
    } else {
      useful += work.seconds();
      checkpoints += saves * model.checkpointSeconds();
      makespan = Math.max(makespan, now + duration);
      events.add(new Event(now + duration, null));
    }
  }

  private void lose(Work work, double after) {
    double saved = Math.floor(after / (interval + model.checkpointSeconds()));
    double kept = saved == 0 ? 0 : saved * interval;
    useful += kept;
    checkpoints += saved * model.checkpointSeconds();
    lost += after - kept - saved * model.checkpointSeconds();
    lossTimes.add(now + after);
    mostLosses = Math.max(mostLosses, work.losses() + 1);
    events.add(new Event(now + after, new Work(work.seconds() - kept, work.losses() + 1)));
    events.add(new Event(now + after + model.restartSeconds(), null));
  }
}
