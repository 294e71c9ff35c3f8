package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/** What stands between the two feed-forward matrices. */
enum Activation {
  /** x Φ(x), Hendrycks and Gimpel 2016. */
  GELU("gelu", "gelu_python"),
  /** x/2 · (1 + tanh(√(2/π) (x + .044715 x³))), the same authors' approximation. */
  GELU_TANH("gelu_new", "gelu_pytorch_tanh", "gelu_fast", "gelu_accurate"),
  /** x σ(1.702 x), likewise. */
  QUICK_GELU("quick_gelu"),
  /** max(0, x). */
  RELU("relu");

  private final List<String> names;

  Activation(String... names) {
    this.names = List.of(names);
  }

  /** The function that a config.json names. */
  static Activation of(ConfigFile config, String key, String otherwise) {
    String name = config.text(key, otherwise);
    List<String> known = new ArrayList<>();
    for (Activation activation : values()) {
      if (activation.names.contains(name)) {
        return activation;
      }
      known.addAll(activation.names);
    }
    throw config.refused(key + " one of " + String.join(", ", known), name);
  }

  NDArray of(NDArray x) {
    return switch (this) {
      case GELU -> Torch.gelu(x);
      case GELU_TANH -> Torch.geluTanh(x);
      case QUICK_GELU -> Torch.quickGelu(x);
      case RELU -> Torch.relu(x);
    };
  }
}
