package org.ballast.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.ballast.run.Json;
import org.ballast.sweep.SweepSimulation.Outcome;

/**
 * The table of {@code deploy/sizing.md}: 1,000 trials on 128 GPUs of which each is lost with a rate
 * of 1 % an hour. With a run directory as its argument it prints the same for that run's trials.
 */
final class SweepSizing {
  static final int TRIALS = 1000;
  static final int SLOTS = 128;
  static final double SPREAD = 0.1;
  static final LossModel MODEL = LossModel.ofRate(0.01, 2, 60);

  private static final int SWEEPS = 200;
  private static final long SEED = 17;

  private SweepSizing() {}

  /** Prints the table. */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    out.print(args.length == 0 ? table() : table("measured", measured(Path.of(args[0]))));
  }

  /** The work of one trial, drawn. */
  interface Times {
    double draw(SplittableRandom random);
  }

  /** Lognormal about a median. */
  static Times lognormal(double median) {
    return random -> median * Math.exp(SPREAD * random.nextGaussian());
  }

  private static Times measured(Path run) throws IOException {
    List<Double> seconds = new ArrayList<>();
    try (Stream<Path> trials = Files.list(run.resolve("sweep/trials"))) {
      for (Path file : trials.map(t -> t.resolve("trial.json")).filter(Files::exists).toList()) {
        String name = file.toString();
        seconds.add(Json.read(Files.readAllBytes(file), TrialResult.class, name).seconds());
      }
    }
    return random -> seconds.get(random.nextInt(seconds.size()));
  }

  static String table() {
    return table("38 s", lognormal(38))
        + rows("10 min", lognormal(600))
        + rows("2 h", lognormal(7200));
  }

  private static String table(String name, Times times) {
    return "| one trial | checkpoint every | ideal | makespan, mean | 95 % of sweeps end by"
        + " | checkpoints | lost and restarts | the two by formula | idle | losses a sweep |\n"
        + "|---|---|---|---|---|---|---|---|---|---|\n"
        + rows(name, times);
  }

  private static String rows(String name, Times times) {
    return row(name, "never", times, Double.POSITIVE_INFINITY)
        + row(name, "20 min (Daly)", times, MODEL.daly())
        + row(name, "2 min", times, 120);
  }

  private static String row(String name, String every, Times times, double interval) {
    List<Outcome> sweeps = new ArrayList<>();
    double formula = 0;
    for (int i = 0; i < SWEEPS; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      double[] work = draw(times, random);
      sweeps.add(SweepSimulation.run(work, MODEL, SLOTS, interval, random));
      formula += Arrays.stream(work).map(w -> MODEL.slotSeconds(w, interval)).sum();
    }
    double useful = sum(sweeps, Outcome::useful);
    double all = sum(sweeps, Outcome::slotSeconds);
    return "| "
        + String.join(
            " | ",
            name,
            every,
            time(useful / SWEEPS / SLOTS),
            time(sum(sweeps, Outcome::makespan) / SWEEPS),
            time(late(sweeps)),
            percent(sum(sweeps, Outcome::checkpoints) / all),
            percent((sum(sweeps, Outcome::lost) + sum(sweeps, Outcome::restarts)) / all),
            percent((formula - useful) / all),
            percent(sum(sweeps, Outcome::idle) / all),
            String.format(Locale.ROOT, "%.1f", sum(sweeps, Outcome::losses) / SWEEPS))
        + " |\n";
  }

  static double[] draw(Times times, SplittableRandom random) {
    double[] work = new double[TRIALS];
    Arrays.setAll(work, i -> times.draw(random));
    return work;
  }

  static double sum(List<Outcome> sweeps, ToDoubleFunction<Outcome> what) {
    return sweeps.stream().mapToDouble(what).sum();
  }

  private static double late(List<Outcome> sweeps) {
    double[] makespans = sweeps.stream().mapToDouble(Outcome::makespan).sorted().toArray();
    return makespans[makespans.length * 95 / 100];
  }

  private static String time(double seconds) {
    if (seconds < 600) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < 36_000
        ? String.format(Locale.ROOT, "%.1f min", seconds / 60)
        : String.format(Locale.ROOT, "%.2f h", seconds / 3600);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
