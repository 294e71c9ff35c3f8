package org.ballast.engine;

import java.util.Arrays;

/**
 * What becomes of a pixel's red, green and blue: (value · scale − mean) / std of the colour.
 *
 * @param mean three finite numbers
 * @param std three numbers above 0
 */
record Normalisation(float scale, float[] mean, float[] std) {

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
