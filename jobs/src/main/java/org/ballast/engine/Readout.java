package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the last layer's output before a head reads it.
 *
 * @param gain of the last norm, or null for no norm
 * @param shift of the last norm, or null for no norm
 * @param projection (F, D), or null for none
 * @param leading positions at the beginning that the mean leaves out
 * @param features F, the numbers that the head reads
 */
record Readout(
    @Nullable NDArray gain,
    @Nullable NDArray shift,
    double epsilon,
    @Nullable NDArray projection,
    int leading,
    int features) {

  /** The last layer's output as it is. */
  static Readout plain(int width) {
    return new Readout(null, null, 0, null, 0, width);
  }

  /** What an image encoder's weights say. */
  static Readout of(ImageShape image, EncoderWeights weights, double epsilon) {
    ImageNames names = image.names();
    return new Readout(
        weights.weight(names.lastNorm()),
        weights.bias(names.lastNorm()),
        epsilon,
        image.projection() > 0 ? weights.get(String.valueOf(names.projection())) : null,
        image.leading(),
        image.features());
  }

  /** The last norm, position by position: (…, D). */
  NDArray norm(NDArray x) {
    return gain == null || shift == null ? x : Torch.layerNorm(x, gain, shift, epsilon);
  }

  /** (B, D) as (B, F). */
  NDArray project(NDArray x) {
    return projection == null ? x : x.matMul(projection.transpose());
  }
}
