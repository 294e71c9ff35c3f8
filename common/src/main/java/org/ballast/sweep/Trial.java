package org.ballast.sweep;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ballast.config.SweepConfig.Method;
import org.ballast.group.GroupGrid;
import org.ballast.run.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * One training to do.
 *
 * @param id hash of everything that determines the result, 16 hexadecimal digits
 * @param data the data variant; {@code original} for none
 * @param method the training method
 * @param control one weight per group in grid order, as declared; empty if there is none
 * @param seed the trial's seed
 */
public record Trial(String id, String data, Method method, List<Double> control, long seed)
    implements Serializable {

  /**
   * A trial with its id; control vectors that differ by a factor only make the same trial.
   *
   * @param dataFingerprint hash of the rows it is trained and evaluated on
   * @param settings everything else that determines the result
   */
  static Trial of(
      String data,
      Method method,
      List<Double> control,
      long seed,
      String dataFingerprint,
      Map<String, Object> settings) {
    double sum = control.stream().mapToDouble(Double::doubleValue).sum();
    List<String> normalized =
        control.stream().map(w -> String.format(java.util.Locale.ROOT, "%.9f", w / sum)).toList();
    String hash =
        Fingerprint.of(dataFingerprint, method.key(), normalized, seed, new TreeMap<>(settings));
    return new Trial(hash.substring(0, 16), data, method, List.copyOf(control), seed);
  }

  /** The trial without its seed, as {@code original/cpt/4:1:1:4}. */
  public String candidate() {
    String name = data + "/" + method.key();
    return control.isEmpty() ? name : name + "/" + TrialResult.weights(control);
  }

  /** Group label to weight, in grid order; null if there is no control vector. */
  public @Nullable Map<String, Double> controlByGroup(GroupGrid grid) {
    if (control.isEmpty()) {
      return null;
    }
    Map<String, Double> byGroup = new LinkedHashMap<>();
    for (int i = 0; i < grid.size(); i++) {
      byGroup.put(grid.group(i).label(), control.get(i));
    }
    return byGroup;
  }
}
