package org.ballast.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A front whose hypervolume is known in closed form, and a control that moves along it.
 *
 * <p>With z in [0, 1] per objective, the values are {@code low + (1 − low) z} and the reference
 * point is 0. The shapes, from simplex coordinates u: {@code CONCAVE} bulges, Σ z² = 1, z_i ∝ sin(π
 * u_i / 2), which for two objectives is even in arc length; {@code CONVEX} sags, Σ √z = 1, z_i =
 * u_i²; {@code DISCONNECTED} is the plane Σ z = 1 without z_1 in (.2, .35) and (.6, .8): the
 * control jumps over the gaps, so that every control lies on the front.
 *
 * @param warp 1 for an even map from the control to u; w for u_i ∝ w^(i / (m − 1)) λ_i, which at
 *     one corner is w² times as fast as at the opposite one
 */
record KnownFront(Shape shape, int objectives, double low, double warp) {
  static final double SMALLEST = .01;
  private static final double[][] GAPS = {{.2, .35}, {.6, .8}};

  enum Shape {
    CONCAVE,
    CONVEX,
    DISCONNECTED
  }

  /** The values at weights of at least {@link #SMALLEST}. */
  List<Double> at(List<Double> weights) {
    double room = 1 - objectives * SMALLEST;
    double[] u = new double[objectives];
    Arrays.setAll(u, i -> Math.max(0, (weights.get(i) - SMALLEST) / room));
    return values(u);
  }

  /** Σ over the sets S of objectives above low: low^(m − |S|) (1 − low)^|S| volume(S). */
  double hypervolume() {
    double sum = 0;
    for (int set = 0; set < 1 << objectives; set++) {
      int above = Integer.bitCount(set);
      sum +=
          Math.pow(low, objectives - above)
              * Math.pow(1 - low, above)
              * volume(above, (set & 1) == 1);
    }
    return sum;
  }

  /**
   * The least size of a lattice k / n, k_i ≥ 0, of the same closed simplex that reaches a volume.
   */
  int latticeFor(double hypervolume) {
    int n = 1;
    while (volume(lattice(n)) < hypervolume) {
      n++;
    }
    return lattice(n).size();
  }

  double volume(List<List<Double>> values) {
    return Hypervolume.union(
        values.stream().map(v -> v.stream().mapToDouble(x -> x).toArray()).toList(), objectives);
  }

  /** The values on the lattice of n steps. */
  List<List<Double>> lattice(int n) {
    List<List<Double>> values = new ArrayList<>();
    lattice(
        new int[objectives],
        0,
        n,
        k -> values.add(values(Arrays.stream(k).mapToDouble(v -> (double) v / n).toArray())));
    return values;
  }

  static void lattice(int[] k, int index, int left, Consumer<int[]> each) {
    if (index == k.length - 1) {
      k[index] = left;
      each.accept(k);
      return;
    }
    for (k[index] = 0; k[index] <= left; k[index]++) {
      lattice(k, index + 1, left - k[index], each);
    }
  }

  private List<Double> values(double[] u) {
    double[] warped = new double[objectives];
    Arrays.setAll(warped, i -> u[i] * Math.pow(warp, i / (objectives - 1.0)));
    return Arrays.stream(coordinates(scaled(warped, Arrays.stream(warped).sum())))
        .mapToObj(z -> low + (1 - low) * z)
        .toList();
  }

  private double[] coordinates(double[] u) {
    return switch (shape) {
      case CONCAVE -> {
        double[] z = Arrays.stream(u).map(v -> Math.sin(Math.PI / 2 * v)).toArray();
        yield scaled(z, Math.sqrt(Arrays.stream(z).map(v -> v * v).sum()));
      }
      case CONVEX -> Arrays.stream(u).map(v -> v * v).toArray();
      case DISCONNECTED -> withGaps(u);
    };
  }

  private static double[] scaled(double[] values, double by) {
    return Arrays.stream(values).map(v -> v / by).toArray();
  }

  /** Stretches over what the gaps leave of the first coordinate. */
  private static double[] withGaps(double[] u) {
    double first = u[0] * Arrays.stream(GAPS).mapToDouble(g -> g[0] - g[1]).reduce(1, Double::sum);
    for (double[] gap : GAPS) {
      first += first >= gap[0] ? gap[1] - gap[0] : 0;
    }
    double[] z = scaled(u, u[0] < 1 ? (1 - u[0]) / (1 - first) : 1);
    z[0] = first;
    return z;
  }

  /** What the front dominates in the unit cube of n of its objectives, perhaps with the first. */
  private double volume(int n, boolean withFirst) {
    return switch (shape) {
      case CONCAVE -> List.of(1.0, 1.0, Math.PI / 4, Math.PI / 6, Math.PI * Math.PI / 32).get(n);
      case CONVEX -> Math.pow(2, n) / factorial(2 * n);
      case DISCONNECTED -> 1 / factorial(n) - (withFirst ? lostInGaps(n) : 0);
    };
  }

  /** Over a gap (a, b) of z_1 the rest is dominated up to the simplex at b instead of at z_1. */
  private static double lostInGaps(int n) {
    double lost = 0;
    for (double[] gap : GAPS) {
      double a = 1 - gap[0];
      double b = 1 - gap[1];
      lost += (Math.pow(a, n) - Math.pow(b, n)) / factorial(n);
      lost -= (a - b) * Math.pow(b, n - 1) / factorial(n - 1);
    }
    return lost;
  }

  private static double factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }
}
