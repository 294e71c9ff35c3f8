package org.ballast.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Times works in turn, so that whatever else the machine does meanwhile hits all of them. */
final class SpeedTurns {
  private final Map<String, Runnable> works = new LinkedHashMap<>();
  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

  /** Adds a work. */
  void add(String name, Runnable work) {
    works.put(name, work);
  }

  /** Does all works so many times after a warm-up, and says what each round took. */
  void run(int rounds) {
    for (int round = 0; round <= rounds; round++) {
      long begun = System.nanoTime();
      for (Map.Entry<String, Runnable> work : works.entrySet()) {
        long start = System.nanoTime();
        work.getValue().run();
        double took = (System.nanoTime() - start) / 1e9;
        if (round > 0) {
          seconds.computeIfAbsent(work.getKey(), w -> new ArrayList<>()).add(took);
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
        seconds.getOrDefault(name, List.of()).stream().mapToDouble(v -> v).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
