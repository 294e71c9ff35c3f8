package org.ballast.engine;

/** A filter to resize images with, symmetric about 0 and 0 beyond its support. */
enum Resampling {
  /** A triangle. */
  BILINEAR(1) {
    @Override
    double weight(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }
  },

  /** Cubic convolution with a = −1/2 (Keys 1981). */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double d = Math.abs(x);
      if (d < 1) {
        return (1.5 * d - 2.5) * d * d + 1;
      }
      return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    }
  };

  private final double support;

  Resampling(double support) {
    this.support = support;
  }

  /** Half the width of what a pixel reads, in pixels of the result where that is the smaller. */
  double support() {
    return support;
  }

  /** What is read at a distance counts for. */
  abstract double weight(double x);
}
