package org.ballast.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/** The tensors that a model must have, by name, with their shapes. */
final class TensorShapes {
  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  void put(String name, long... shape) {
    shapes.put(name, shape);
  }

  /** Weight (out, in) and bias (out). */
  void linear(String name, long out, long in) {
    put(name + ".weight", out, in);
    put(name + ".bias", out);
  }

  /** Gain and shift. */
  void norm(String name, long width) {
    put(name + ".weight", width);
    put(name + ".bias", width);
  }

  Map<String, long[]> all() {
    return shapes;
  }
}
