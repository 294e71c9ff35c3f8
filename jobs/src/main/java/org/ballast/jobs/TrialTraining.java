package org.ballast.jobs;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;
import org.ballast.config.BallastConfig;
import org.ballast.engine.Checkpoint;
import org.ballast.engine.Lockstep;
import org.ballast.engine.TrialListener;
import org.ballast.run.RunStore;
import org.ballast.sweep.Trial;

/** What trains the trials of a task; sent to wherever the task runs. */
interface TrialTraining extends Serializable {

  /**
   * A trial to be trained.
   *
   * @param checkpoints where earlier attempts came to, the newest first
   */
  record Work(Trial trial, List<Checkpoint> checkpoints, TrialListener listener) {}

  /** Where and of what the trials are. */
  record Setting(RunStore store, BallastConfig config, OptionalInt gpu) {}

  /**
   * Trains trials that fit together.
   *
   * @return how each ended, in order
   * @throws java.util.concurrent.CancellationException if a listener wants to stop
   */
  List<Lockstep.Ended> train(Setting setting, List<Work> together);

  /** Where libtorch sees GPUs, how many. */
  int gpus();
}
