package org.ballast.engine;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * What becomes of a pixel's red, green and blue: (value · scale − mean) / std of the colour.
 *
 * @param mean three finite numbers
 * @param std three numbers above 0
 */
record Normalisation(float scale, float[] mean, float[] std) {

  /**
   * Reads a folder's preprocessor_config.json.
   *
   * @throws org.ballast.run.JobException if it is missing or broken
   */
  static Normalisation read(Path folder) {
    ConfigFile config = ConfigFile.read(folder, "preprocessor_config.json");
    double scale = config.flag("do_rescale", true) ? config.number("rescale_factor", 1 / 255.0) : 1;
    boolean normalised = config.flag("do_normalize", true);
    float[] mean = normalised ? config.numbers("image_mean", 3) : new float[3];
    float[] std = normalised ? config.numbers("image_std", 3) : new float[] {1, 1, 1};
    for (float deviation : std) {
      if (deviation <= 0) {
        throw config.refused("image_std above 0", Arrays.toString(std));
      }
    }
    return new Normalisation((float) scale, mean, std);
  }

  /** The value of every byte in a colour, by the byte as a number without sign. */
  float[] values(int colour) {
    float[] values = new float[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * scale - mean[colour]) / std[colour];
    }
    return values;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Normalisation other
        && scale == other.scale
        && Arrays.equals(mean, other.mean)
        && Arrays.equals(std, other.std);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new int[] {Arrays.hashCode(mean), Arrays.hashCode(std)});
  }

  @Override
  public String toString() {
    return "(x · " + scale + " − " + Arrays.toString(mean) + ") / " + Arrays.toString(std);
  }
}
