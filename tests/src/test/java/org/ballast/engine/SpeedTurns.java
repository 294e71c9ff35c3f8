package org.ballast.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Times works in turn, so that whatever else the machine does meanwhile hits all of them. */
final class SpeedTurns {
  private final Map<String, Timed> works = new LinkedHashMap<>();

  private record Timed(Runnable work, int times, List<Double> seconds) {
    private double run() {
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        work.run();
      }
      return (System.nanoTime() - start) / 1e9 / times;
    }
  }

  /** Adds a work that is done so many times in a row at its turn, for short ones. */
  void add(String name, int times, Runnable work) {
    works.put(name, new Timed(work, times, new ArrayList<>()));
  }

  /** Adds a work. */
  void add(String name, Runnable work) {
    add(name, 1, work);
  }

  /** Does all works so many times after a warm-up, and says what each round took. */
  void run(int rounds) {
    for (int round = 0; round <= rounds; round++) {
      long begun = System.nanoTime();
      for (Timed work : works.values()) {
        double took = work.run();
        if (round > 0) {
          work.seconds().add(took);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "round %d of %d: %.1f s%n",
          round,
          rounds,
          (System.nanoTime() - begun) / 1e9);
    }
  }

  /** The median seconds of a work, the warm-up left out. */
  double median(String name) {
    double[] sorted =
        Objects.requireNonNull(works.get(name)).seconds().stream()
            .mapToDouble(v -> v)
            .sorted()
            .toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
