package org.ballast.stats;

import java.util.Map;

/**
 * How an audit of predictions compares.
 *
 * @param positiveClass a declared value of the label
 * @param compareWith the value of an attribute that its other values are compared with; columns
 *     that are missing: the group with the most rows
 */
public record ModelSettings(String positiveClass, Map<String, String> compareWith) {
  /** Copies the map. */
  public ModelSettings {
    compareWith = Map.copyOf(compareWith);
  }
}
