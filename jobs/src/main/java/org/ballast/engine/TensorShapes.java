package org.ballast.engine;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The tensors that a model must have, by name, with their shapes. */
final class TensorShapes {
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private final Set<String> outside = new HashSet<>();

  /** A tensor of a part beside the encoder, whose name never has the encoder's prefix. */
  void putOutside(String name, long... shape) {
    put(name, shape);
    outside.add(name);
  }

  /** The name on disk in a checkpoint whose encoder has that prefix. */
  String onDisk(String prefix, String name) {
    return outside.contains(name) ? name : prefix + name;
  }

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
