package org.ballast.engine;

/**
 * The floating-point operations that a step with prompts in all layers needs, multiplications and
 * additions counted apart, norms, activations and softmax left out. Legend: n positions, T prompt
 * tokens, D width, I inner width, L layers, H heads; all per row.
 *
 * <p>Frozen weights need no gradient, so backward costs a linear map what forward does. A product
 * of two activations, as in attention, has two gradients and costs backward twice.
 *
 * <ul>
 *   <li>First layer: queries, keys and values of its positions are frozen and cached. Output and
 *       feed-forward 2 · n(2D² + 4DI), prompts 10 nTD: forward 4, keys 2 (the hidden states are
 *       constant), values 4.
 *   <li>L − 2 layers: 2 · (4nD² + 4(n + T)D² + 4nDI) + 3 · 4n(n + T)D.
 *   <li>Last layer, where only CLS asks: 2 · (8D² + 4DI) + 3 · 4H(n + T)D.
 * </ul>
 */
record SpeedFlops(EncoderShape shape, int positions, int tokens) {

  /** Of one row, forward and backward. */
  double perRow() {
    return first() + (shape.layers() - 2) * middle() + last();
  }

  private double first() {
    double width = shape.width();
    double linear = positions * (2 * width * width + 4 * width * shape.inner());
    return 2 * linear + 10 * width * positions * tokens;
  }

  private double middle() {
    double width = shape.width();
    double all = positions + tokens;
    double linear = 4 * width * width * (positions + all) + 4 * width * shape.inner() * positions;
    return 2 * linear + 12 * width * positions * all;
  }

  private double last() {
    double width = shape.width();
    double linear = 8 * width * width + 4 * width * shape.inner();
    return 2 * linear + 12 * width * shape.heads() * (positions + tokens);
  }
}
