package org.ballast.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** q-values of the tests of independence of all tables of a split. */
final class Family {
  private static final String EXACT = "exact_test";

  private Family() {}

  /**
   * The same measures with the q-values of χ² and G, each over its own tests, and of the exact
   * tests over one test per table: the exact one, or χ² where no cell expects too few rows.
   */
  static List<Map<String, Measure>> adjusted(List<Map<String, Measure>> tables) {
    List<Map<String, Measure>> adjusted = new ArrayList<>();
    tables.forEach(t -> adjusted.add(new LinkedHashMap<>(t)));
    for (String name : List.of("chi_squared", "g", EXACT)) {
      List<Map<String, Measure>> family =
          adjusted.stream().filter(t -> pValue(t, name) != null).toList();
      double[] q =
          BenjaminiHochberg.adjust(
              family.stream().mapToDouble(t -> Objects.requireNonNull(pValue(t, name))).toArray());
      for (int i = 0; i < q.length; i++) {
        double value = q[i];
        family.get(i).computeIfPresent(name, (n, m) -> m.pValue() == null ? m : m.adjusted(value));
      }
    }
    return adjusted;
  }

  /** The same measures with q-values over those that have a p-value. */
  static List<Measure> adjustedTests(List<Measure> tests) {
    double[] q =
        BenjaminiHochberg.adjust(
            tests.stream()
                .filter(m -> m.pValue() != null)
                .mapToDouble(m -> Objects.requireNonNull(m.pValue()))
                .toArray());
    List<Measure> adjusted = new ArrayList<>();
    int next = 0;
    for (Measure m : tests) {
      adjusted.add(m.pValue() == null ? m : m.adjusted(q[next++]));
    }
    return adjusted;
  }

  private static @Nullable Double pValue(Map<String, Measure> measures, String name) {
    Double p = Objects.requireNonNull(measures.get(name)).pValue();
    return p == null && name.equals(EXACT)
        ? Objects.requireNonNull(measures.get("chi_squared")).pValue()
        : p;
  }
}
