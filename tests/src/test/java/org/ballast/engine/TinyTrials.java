package org.ballast.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ballast.balance.GroupBalancer;
import org.ballast.config.BackboneConfig;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.ballast.config.SweepConfig.Method;
import org.ballast.config.TrainConfig;
import org.ballast.config.TrainConfig.OptimizerKind;
import org.ballast.config.TrainConfig.Schedule;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;

/** Small trials on the tiny encoder: 2 labels × 2 attribute values, texts of made-up words. */
final class TinyTrials {
  static final GroupGrid GRID =
      new GroupGrid(
          List.of(
              new Axis("spam", List.of("ham", "spam")),
              new Axis("html", List.of("plain", "html"))));
  static final BackboneConfig BACKBONE = new BackboneConfig("tiny", 24, 8, 0);
  private static final int[] COUNTS = {24, 6, 9, 21};

  private TinyTrials() {}

  static PromptConfig prompt(int layers, Pooling pooling) {
    return new PromptConfig(3, layers, pooling);
  }

  static TrialSettings settings(Method method, long seed) {
    return settings(train(OptimizerKind.ADAM, 12, .05), method, seed);
  }

  static TrialSettings settings(TrainConfig train, Method method, long seed) {
    return new TrialSettings(
        train,
        prompt(2, Pooling.CLS),
        method,
        new GroupCounts(GRID, new long[] {24, 6, 9, 21}),
        seed);
  }

  static TrainConfig train(OptimizerKind kind, int steps, double rate) {
    return new TrainConfig(steps, 3, kind, rate, .9, .001, Schedule.COSINE, 2, 1, 4, 0, 5, .01, 1);
  }

  static Examples examples() {
    Random random = new Random(3);
    return new Examples(split("train", random), split("val", random), split("test", random));
  }

  private static List<Example> split(String name, Random random) {
    List<Example> rows = new ArrayList<>();
    for (int group = 0; group < COUNTS.length; group++) {
      for (int i = 0; i < COUNTS[group]; i++) {
        rows.add(new Example(name + group + "-" + i, group, group / 2, text(group, random)));
      }
    }
    return rows;
  }

  /** Spam says "offer", ham "meeting" or "report"; half the time something else comes before. */
  static String text(int group, Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(14); i > 0; i--) {
      text.append((char) ('a' + random.nextInt(26))).append(i % 3 == 0 ? " " : "");
    }
    text.append(group < 2 ? (random.nextBoolean() ? " meeting" : " report") : " offer");
    return text.append(group % 2 == 1 ? " html" : "").toString();
  }

  /** Fixed weights that need the groups' gradients, and lean on the Gram matrix. */
  static GroupBalancer leaning() {
    return new GroupBalancer() {
      @Override
      public Weights weigh(double[] losses, double[][] gram) {
        double[] alpha = new double[losses.length];
        double sum = 0;
        for (int i = 0; i < alpha.length; i++) {
          alpha[i] = losses[i] + Math.sqrt(gram[i][i]);
          sum += alpha[i];
        }
        for (int i = 0; i < alpha.length; i++) {
          alpha[i] /= sum;
        }
        return new Weights(alpha, losses[0] < .2);
      }

      @Override
      public boolean needsGradients() {
        return true;
      }
    };
  }

  /** Weights that only read losses and carry a state, as GroupDRO does. */
  static GroupBalancer remembering() {
    return new GroupBalancer() {
      private double[] q = {.25, .25, .25, .25};

      @Override
      public Weights weigh(double[] losses, double[][] gram) {
        double sum = 0;
        for (int i = 0; i < q.length; i++) {
          q[i] *= Math.exp(.5 * losses[i]);
          sum += q[i];
        }
        for (int i = 0; i < q.length; i++) {
          q[i] /= sum;
        }
        return new Weights(q.clone(), false);
      }

      @Override
      public boolean needsGradients() {
        return false;
      }

      @Override
      public double[] state() {
        return q.clone();
      }

      @Override
      public void restore(double[] state) {
        q = state.clone();
      }
    };
  }
}
