package org.ballast.report;

import java.util.ArrayList;
import java.util.List;

/** A linear map from values to pixels, with round numbers to mark on it. */
record Scale(double low, double high, double from, double to) {

  /** The same range on other pixels. */
  Scale onto(double newFrom, double newTo) {
    return new Scale(low, high, newFrom, newTo);
  }

  double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /** The pixel of the value, or of the nearest one in range. */
  double clamped(double value) {
    return at(Math.max(low, Math.min(high, value)));
  }

  boolean holds(double value) {
    return value >= low && value <= high;
  }

  /** About this many values in range at steps of 1, 2 or 5 times a power of ten. */
  List<Double> ticks(int about) {
    double step = step((high - low) / about);
    List<Double> ticks = new ArrayList<>();
    for (long k = (long) Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  /** A scale that begins and ends at round numbers around the values. */
  static Scale around(double min, double max, double floor, double ceiling) {
    double margin = Math.max((max - min) * 0.08, 0.01);
    double step = step((max - min + 2 * margin) / 5);
    double low = Math.max(floor, Math.floor((min - margin) / step) * step);
    double high = Math.min(ceiling, Math.ceil((max + margin) / step) * step);
    return new Scale(low, high, 0, 1);
  }

  private static double step(double raw) {
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / power;
    return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
  }
}
