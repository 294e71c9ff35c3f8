package org.ballast.pareto;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Where a front bulges most: the candidate farthest above the plane through the front's extremes.
 *
 * <p>Each objective is scaled to [0, 1] over the front, {@code z_i = (v_i − min_i) / (max_i −
 * min_i)}, 0 where all are equal. The distance is {@code d = (Σ_i z_i − 1) / √m}: for two
 * objectives that from the line between the two ends, which have 0; a candidate below the line has
 * a negative one. Das, "On characterizing the 'knee' of the Pareto curve based on normal-boundary
 * intersection", Structural Optimization 18, 1999.
 *
 * <p>Distances within 1e-9 are equal. Then the larger plain sum of the values decides (so among two
 * candidates, or along a straight line, where every distance is 0, the better average of the
 * objectives), then the front's order. One candidate is its own knee, at distance 0.
 *
 * @param candidate the knee
 * @param distance d, in normalised units; 0 if no candidate lies above the line
 */
public record Knee(Candidate candidate, double distance) {
  private static final double TIE = 1e-9;

  /**
   * The knee of a front.
   *
   * @throws IllegalArgumentException if the front is empty
   */
  public static Knee of(ParetoFront front) {
    List<Candidate> points = front.front();
    if (points.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot find the knee of a front: expected at least one candidate, found none.");
    }
    double[] distances = distances(points, front.objectives().size());
    double farthest = Arrays.stream(distances).max().orElseThrow();
    Candidate knee =
        points.stream()
            .filter(c -> distances[points.indexOf(c)] >= farthest - TIE)
            .min(Comparator.comparingDouble(c -> -sum(c)))
            .orElseThrow();
    return new Knee(knee, farthest > TIE ? farthest : 0);
  }

  private static double[] distances(List<Candidate> points, int objectives) {
    double[] distances = new double[points.size()];
    if (points.stream().allMatch(c -> c.values().equals(points.get(0).values()))) {
      return distances;
    }
    Arrays.fill(distances, -1);
    for (int i = 0; i < objectives; i++) {
      double[] scaled = scaled(points, i);
      Arrays.setAll(distances, k -> distances[k] + scaled[k]);
    }
    return Arrays.stream(distances).map(d -> d / Math.sqrt(objectives)).toArray();
  }

  private static double[] scaled(List<Candidate> points, int objective) {
    double[] values = points.stream().mapToDouble(c -> c.value(objective)).toArray();
    double least = Arrays.stream(values).min().orElseThrow();
    double range = Arrays.stream(values).max().orElseThrow() - least;
    return Arrays.stream(values).map(v -> range > 0 ? (v - least) / range : 0).toArray();
  }

  private static double sum(Candidate candidate) {
    return candidate.values().stream().mapToDouble(v -> v).sum();
  }
}
