package org.ballast.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that someone probably meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * The known name of the smallest edit distance (Levenshtein 1966, case ignored), the first in
   * order among equals; empty if none is nearer than half the name's length, rounded up.
   */
  public static Optional<String> of(String name, Collection<String> known) {
    String lower = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(k -> distance(lower, k.toLowerCase(Locale.ROOT)) <= (name.length() + 1) / 2)
        .min(
            Comparator.<String>comparingInt(k -> distance(lower, k.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** A clause for an error message: the nearest name as a question, or all known names. */
  public static String hint(String name, Collection<String> known) {
    return of(name, known)
        .map(n -> "Did you mean " + n + "?")
        .orElse("Known: " + String.join(", ", known.stream().sorted().toList()) + ".");
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitute, 1 + Math.min(previous[j], row[j - 1]));
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
