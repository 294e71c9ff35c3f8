package org.ballast.engine;

import ai.djl.ndarray.NDArray;

/**
 * What the first prompted layer needs of one row and no prompt can change. Legend: Q positions that
 * ask (all, or only CLS where nothing else is read), D width, H heads.
 *
 * @param hidden the layer's input, (Q, D)
 * @param attended the attention output over the row's own positions, heads side by side, (Q, D)
 * @param logMass the log-sum-exp of the scores that made it, (Q, H)
 * @param length the row's positions without padding
 * @param paddedLength the row's positions with padding
 * @param clsOnly whether only CLS asks
 */
record FrozenRow(
    NDArray hidden,
    NDArray attended,
    NDArray logMass,
    int length,
    int paddedLength,
    boolean clsOnly) {

  /** The native memory it takes. */
  long bytes() {
    return Float.BYTES * (hidden.size() + attended.size() + logMass.size());
  }

  /** Frees it. */
  void close() {
    hidden.close();
    attended.close();
    logMass.close();
  }
}
