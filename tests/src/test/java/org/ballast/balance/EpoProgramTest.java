package org.ballast.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.math3.optim.MaxIter;
import org.apache.commons.math3.optim.linear.LinearConstraint;
import org.apache.commons.math3.optim.linear.LinearConstraintSet;
import org.apache.commons.math3.optim.linear.LinearObjectiveFunction;
import org.apache.commons.math3.optim.linear.NonNegativeConstraint;
import org.apache.commons.math3.optim.linear.Relationship;
import org.apache.commons.math3.optim.linear.SimplexSolver;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.junit.jupiter.api.Test;

class EpoProgramTest {
  private static final double[][] GRADIENTS = {
    {1, 0, .5}, {-.6, 1, .2}, {.3, -.8, 1}, {.2, .4, -.5}
  };
  private static final double[] UNEQUAL = {.1, .9, 1.5, .3};

  // Reference: the program written in NumPy and solved by scipy.optimize.linprog(method="highs"),
  // C = G @ G.T, rl = r * l, lh = rl / rl.sum(), mu = (lh * np.log(m * lh)).sum(),
  // a = r * (np.log(m * lh) - mu).
  @Test
  void uniformControlBalances() {
    expect(
        program(UNEQUAL, 1, 1, 1, 1),
        EpoProgram.Mode.BALANCE,
        .32879025,
        new double[] {-.56867510, -.01936895, .10833745, -.29402203},
        new double[] {-.59978833, .11979384, -.02895176, -.18969903},
        new double[] {0, .68924303, .31075697, 0},
        new double[] {-.09601594, .72254980, 0, -.11211155});
  }

  @Test
  void unequalControlBalances() {
    expect(
        program(UNEQUAL, .1, .4, .4, .1),
        EpoProgram.Mode.BALANCE,
        .56075610,
        new double[] {-.37796319, -.07844519, .12588506, -.26810196},
        new double[] {-.31911825, -.06729037, .18035534, -.21154050},
        new double[] {0, .58346755, .41653245, 0},
        new double[] {.04149218, .49195926, .26549644, -.21154050});
  }

  @Test
  void equalLossesDescend() {
    expect(
        program(new double[] {.7, .7, .7, .7}, 1, 1, 1, 1),
        EpoProgram.Mode.DESCENT,
        0,
        new double[4],
        new double[4],
        new double[] {.73684211, .26315789, 0, 0},
        new double[] {.78947368, 0, .38421053, .01052632});
  }

  @Test
  void lossesWithinAPercentAreEqual() {
    assertThat(program(new double[] {.7, .707, .7, .7}, 1, 1, 1, 1).mode())
        .isEqualTo(EpoProgram.Mode.DESCENT);
    assertThat(program(new double[] {.7, .75, .7, .7}, 1, 1, 1, 1).mode())
        .isEqualTo(EpoProgram.Mode.BALANCE);
  }

  /** Stated anew from the formulas: a bound from any multipliers λ ≥ 0 proves the optimum. */
  @Test
  void solutionsAreOptimal() {
    Random random = new Random(20240219);
    List<Problems.Kind> kinds = List.of(Problems.Kind.values());
    Map<EpoProgram.Mode, Integer> modes = new EnumMap<>(EpoProgram.Mode.class);
    for (int i = 0; i < 10_000; i++) {
      Problems.Kind kind = kinds.get(i % kinds.size());
      Problems.Problem problem = Problems.draw(random, kind);
      Stated stated = Stated.of(problem);
      EpoProgram program = program(problem);
      double[] alpha = program.solve().orElseThrow();
      String at = kind + " problem " + i;
      modes.merge(program.mode(), 1, Integer::sum);
      assertThat(Arrays.stream(alpha).sum()).as(at).isCloseTo(1, within(1e-12));
      assertThat(Arrays.stream(alpha).min().orElseThrow()).as(at).isNotNegative();
      assertThat(stated.violation(alpha)).as(at).isLessThan(1e-9);
      assertThat(stated.gap(alpha)).as(at).isBetween(-1e-7, 1e-7);
    }
    assertThat(modes.values()).allMatch(count -> count > 1_000);
  }

  /**
   * max c·α subject to rows α ≥ bounds on the simplex, rows and c scaled to a largest entry of 1.
   */
  private record Stated(double[] c, double[][] rows, double[] bounds) {

    static Stated of(Problems.Problem p) {
      int m = p.losses().length;
      double largest = 0;
      for (double[] row : p.gram()) {
        largest = Math.max(largest, Arrays.stream(row).map(Math::abs).max().orElseThrow());
      }
      double[][] gram = Problems.times(p.gram(), 1 / largest);
      double[] weighted = new double[m];
      Arrays.setAll(weighted, i -> p.control()[i] * p.losses()[i]);
      double total = Arrays.stream(weighted).sum();
      double mu = 0;
      for (double w : weighted) {
        mu += w / total * Math.log(m * w / total);
      }
      double[] a = new double[m];
      for (int i = 0; i < m; i++) {
        a[i] = p.control()[i] * (Math.log(m * weighted[i] / total) - mu);
      }
      double[] ca = Problems.times(gram, a);
      return mu > 1e-4 ? balance(gram, ca, weighted) : descent(gram, ca);
    }

    private static Stated balance(double[][] gram, double[] ca, double[] weighted) {
      double worst = Arrays.stream(weighted).max().orElseThrow();
      boolean some = Arrays.stream(ca).anyMatch(v -> v > 0);
      double[] bounds = new double[ca.length];
      for (int i = 0; i < ca.length; i++) {
        boolean free = some && ca[i] > 0;
        bounds[i] = free ? Double.NEGATIVE_INFINITY : some ? ca[i] : 0;
        bounds[i] = weighted[i] == worst ? 0 : bounds[i];
      }
      return scaled(ca, gram, bounds);
    }

    private static Stated descent(double[][] gram, double[] ca) {
      double[] ones = new double[ca.length];
      Arrays.fill(ones, 1);
      double[][] rows = Arrays.copyOf(gram, ca.length + 1);
      rows[ca.length] = ca;
      double[] bounds = new double[ca.length + 1];
      bounds[ca.length] = Math.min(0, Arrays.stream(ca).max().orElseThrow());
      return scaled(Problems.times(gram, ones), rows, bounds);
    }

    private static Stated scaled(double[] c, double[][] rows, double[] bounds) {
      double[][] unit = new double[rows.length][];
      double[] limits = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        double by = size(rows[i]);
        unit[i] = Arrays.stream(rows[i]).map(v -> v / by).toArray();
        limits[i] = Math.max(-2, bounds[i] / by);
      }
      double by = size(c);
      return new Stated(Arrays.stream(c).map(v -> v / by).toArray(), unit, limits);
    }

    private static double size(double[] row) {
      double size = Arrays.stream(row).map(Math::abs).max().orElseThrow();
      return size == 0 ? 1 : size;
    }

    double violation(double[] alpha) {
      double violation = 0;
      for (int i = 0; i < rows.length; i++) {
        violation = Math.max(violation, bounds[i] - Problems.dot(rows[i], alpha));
      }
      return violation;
    }

    /**
     * How far c·α is below the bound {@code max_j (c + rowsᵀλ)_j − bounds·λ} that holds for every
     * feasible point and every λ ≥ 0; λ is taken from the dual program.
     */
    double gap(double[] alpha) {
      double[] lambda = multipliers();
      double bound = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < c.length; j++) {
        bound = Math.max(bound, c[j] + Problems.dot(column(j), lambda));
      }
      return bound - Problems.dot(bounds, lambda) - Problems.dot(c, alpha);
    }

    /** λ ≥ 0 and t = t⁺ − t⁻ that minimise t − bounds·λ with t ≥ (c + rowsᵀλ)_j for all j. */
    private double[] multipliers() {
      int k = rows.length;
      List<LinearConstraint> constraints = new ArrayList<>();
      for (int j = 0; j < c.length; j++) {
        double[] row = Arrays.copyOf(Arrays.stream(column(j)).map(v -> -v).toArray(), k + 2);
        row[k] = 1;
        row[k + 1] = -1;
        constraints.add(new LinearConstraint(row, Relationship.GEQ, c[j]));
      }
      double[] objective = Arrays.copyOf(Arrays.stream(bounds).map(v -> -v).toArray(), k + 2);
      objective[k] = 1;
      objective[k + 1] = -1;
      double[] point =
          new SimplexSolver(1e-10, 10, 1e-12)
              .optimize(
                  new MaxIter(10_000),
                  new LinearObjectiveFunction(objective, 0),
                  new LinearConstraintSet(constraints),
                  new NonNegativeConstraint(true),
                  GoalType.MINIMIZE)
              .getPoint();
      return Arrays.stream(point).limit(k).map(v -> Math.max(0, v)).toArray();
    }

    private double[] column(int j) {
      return Arrays.stream(rows).mapToDouble(row -> row[j]).toArray();
    }
  }

  private static EpoProgram program(double[] losses, double... control) {
    return program(
        new Problems.Problem(losses, Problems.gram(GRADIENTS), Problems.normalized(control)));
  }

  private static EpoProgram program(Problems.Problem p) {
    return EpoProgram.of(p.losses(), p.gram(), p.control()).orElseThrow();
  }

  private static void expect(
      EpoProgram program,
      EpoProgram.Mode mode,
      double mu,
      double[] a,
      double[] ca,
      double[] alpha,
      double[] calpha) {
    // C is held divided by its largest entry, here 1.73.
    double scale = 1.73;
    double[] found = program.solve().orElseThrow();
    assertThat(program.mode()).isEqualTo(mode);
    assertThat(program.mu()).isCloseTo(mu, within(1e-7));
    assertThat(program.a()).containsExactly(a, within(1e-7));
    assertThat(Arrays.stream(program.ca()).map(v -> v * scale).toArray())
        .containsExactly(ca, within(1e-7));
    assertThat(found).containsExactly(alpha, within(1e-7));
    assertThat(Problems.times(Problems.gram(GRADIENTS), found))
        .containsExactly(calpha, within(1e-7));
  }
}
