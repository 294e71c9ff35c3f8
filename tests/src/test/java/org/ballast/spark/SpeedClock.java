package org.ballast.spark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Times works in turn, so that whatever else the machine does meanwhile hits all of them. */
final class SpeedClock {
  private final Map<String, Timed> works = new LinkedHashMap<>();

  /** Something that takes time. */
  interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  private static final class Timed {
    private final int rounds;
    private final Work work;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> processor = new ArrayList<>();

    private Timed(int rounds, Work work) {
      this.rounds = rounds;
      this.work = work;
    }

    /** Says at once how long it took, for some works take minutes. */
    private void time(String name) throws Exception {
      long wall = System.nanoTime();
      long cpu = processorNanos();
      work.run();
      seconds.add((System.nanoTime() - wall) / 1e9);
      processor.add((processorNanos() - cpu) / 1e9);
      System.out.printf(Locale.ROOT, "%s: %.2f s%n", name, seconds.get(seconds.size() - 1));
    }

    /** Of all threads of this process, DuckDB's too. */
    private static long processorNanos() {
      return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }
  }

  /** Adds a work that is done in the first so many rounds; of several the first is a warm-up. */
  SpeedClock add(String name, int rounds, Work work) {
    works.put(name, new Timed(rounds, work));
    return this;
  }

  /** Does the works and prints their times. */
  void run() throws Exception {
    int rounds = works.values().stream().mapToInt(timed -> timed.rounds).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Timed> work : works.entrySet()) {
        if (round < work.getValue().rounds) {
          work.getValue().time(work.getKey());
        }
      }
    }
    System.out.println("| what | first call | median after it | from | to | processor time |");
    System.out.println("|---|---|---|---|---|---|");
    works.forEach(SpeedClock::print);
  }

  private static void print(String name, Timed timed) {
    List<Double> again = withoutFirst(timed.seconds);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f s | %.2f s | %.2f s | %.2f s | %.2f s |%n",
        name,
        timed.seconds.get(0),
        median(again),
        again.get(0),
        again.get(again.size() - 1),
        median(withoutFirst(timed.processor)));
  }

  /** Sorted; what was timed once is all there is. */
  private static List<Double> withoutFirst(List<Double> all) {
    return all.subList(all.size() > 1 ? 1 : 0, all.size()).stream().sorted().toList();
  }

  private static double median(List<Double> sorted) {
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** The median seconds of a work, the warm-up left out. */
  double median(String name) {
    return median(withoutFirst(Objects.requireNonNull(works.get(name)).seconds));
  }

  /** The same of processor time, of all cores together. */
  double processor(String name) {
    return median(withoutFirst(Objects.requireNonNull(works.get(name)).processor));
  }

  /** The most that the heap has held, garbage included, in mebibytes. */
  static double peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum()
        / 1048576.0;
  }
}
