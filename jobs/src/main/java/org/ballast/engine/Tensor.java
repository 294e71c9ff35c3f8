package org.ballast.engine;

import java.util.Arrays;

/**
 * A dense array of floats on the host, in row-major order.
 *
 * @param shape the sizes of its axes, each at least 0; empty for a single number
 * @param values as many as the product of the sizes; not copied
 */
public record Tensor(long[] shape, float[] values) {

  /**
   * Checks that the values fill the shape.
   *
   * @throws IllegalArgumentException if they do not
   */
  public Tensor {
    if (size(shape) != values.length) {
      throw new IllegalArgumentException(
          "Cannot make a tensor of "
              + Arrays.toString(shape)
              + ": expected "
              + size(shape)
              + " values, found "
              + values.length);
    }
  }

  /** A tensor of zeros. */
  public static Tensor zeros(long... shape) {
    return new Tensor(shape, new float[Math.toIntExact(size(shape))]);
  }

  /** The product of the sizes; 1 for no axis. */
  static long size(long[] shape) {
    long size = 1;
    for (long axis : shape) {
      size = Math.multiplyExact(size, axis);
    }
    return size;
  }

  /** An independent copy. */
  public Tensor copy() {
    return new Tensor(shape.clone(), values.clone());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Tensor other
        && Arrays.equals(shape, other.shape)
        && Arrays.equals(values, other.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }
}
