package org.ballast.jobs;

import java.util.List;
import org.ballast.balance.ControlVector;
import org.ballast.balance.EpoBalancer;
import org.ballast.balance.GroupBalancer;
import org.ballast.balance.GroupDroBalancer;
import org.ballast.balance.ScalarizedBalancer;
import org.ballast.config.BallastConfig;
import org.ballast.engine.FrozenCache;
import org.ballast.engine.Lockstep;
import org.ballast.engine.Torch;
import org.ballast.engine.TrialSettings;
import org.ballast.engine.TrialTrainer;
import org.ballast.group.GroupGrid;
import org.ballast.sweep.Trial;
import org.jspecify.annotations.Nullable;

/** Trains prompts on the frozen backbone, which is loaded once per process and device. */
final class PromptTraining implements TrialTraining {
  private static final long serialVersionUID = 1L;

  @Override
  public int gpus() {
    return Torch.gpus();
  }

  @Override
  public List<Lockstep.Ended> train(Setting setting, List<Work> together) {
    BallastConfig config = setting.config();
    Torch.start(config.train().threads(), setting.gpu());
    TrialRows rows = TrialRows.of(setting.store(), config, together.get(0).trial().data());
    FrozenCache cache = FrozenCache.shared(config.backbone());
    List<Lockstep.Member> members =
        together.stream()
            .map(
                work ->
                    new Lockstep.Member(
                        trainer(config, cache, rows, work.trial()),
                        work.checkpoints(),
                        work.listener()))
            .toList();
    return new Lockstep(members, setting.gpu()).train();
  }

  private static TrialTrainer trainer(
      BallastConfig config, FrozenCache cache, TrialRows rows, Trial trial) {
    TrialSettings settings =
        new TrialSettings(
            config.train(), config.prompt(), trial.method(), rows.original(), trial.seed());
    return new TrialTrainer(
        cache, config.backbone(), settings, rows.examples(), balancer(config, trial));
  }

  /** Methods without a control vector and without a state of their own have no balancer. */
  private static @Nullable GroupBalancer balancer(BallastConfig config, Trial trial) {
    GroupGrid grid = config.dataset().groupGrid();
    double step = config.train().groupdroStep();
    return switch (trial.method()) {
      case CPT -> new EpoBalancer(new ControlVector(grid, trial.control()));
      case SCALARIZED -> new ScalarizedBalancer(new ControlVector(grid, trial.control()));
      case GROUPDRO ->
          trial.control().isEmpty()
              ? GroupDroBalancer.plain(grid.size(), step)
              : GroupDroBalancer.controlled(new ControlVector(grid, trial.control()), step);
      case REWEIGHT, ERM, LINEAR_PROBE -> null;
    };
  }
}
