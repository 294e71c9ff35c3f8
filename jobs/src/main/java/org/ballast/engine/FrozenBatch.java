package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Frozen rows side by side, padded to the longest padded length among them. Legend: B rows, n
 * padded positions, Q asking positions per row (n or 1), D width, H heads.
 *
 * @param hidden (B·Q, D)
 * @param attended (B·Q, D)
 * @param logMass (B·Q, H, 1)
 * @param lengths positions of each row without padding
 * @param padded n
 */
record FrozenBatch(
    NDManager manager,
    NDArray hidden,
    NDArray attended,
    NDArray logMass,
    int[] lengths,
    int padded) {

  private static final float CLOSED = -1e9f;

  /**
   * Puts rows into a batch.
   *
   * @param manager what the batch belongs to
   * @param rows all of the same backbone and place; not empty
   */
  static FrozenBatch of(NDManager manager, List<FrozenRow> rows) {
    int padded = rows.stream().mapToInt(FrozenRow::paddedLength).max().orElseThrow();
    int[] lengths = rows.stream().mapToInt(FrozenRow::length).toArray();
    NDArray logMass = stack(manager, rows, FrozenRow::logMass, padded);
    return new FrozenBatch(
        manager,
        stack(manager, rows, FrozenRow::hidden, padded),
        stack(manager, rows, FrozenRow::attended, padded),
        logMass.expandDims(2),
        lengths,
        padded);
  }

  /** Rows with one position, CLS, have nothing to pad. */
  private static NDArray stack(
      NDManager manager, List<FrozenRow> rows, Function<FrozenRow, NDArray> part, int padded) {
    boolean clsOnly = rows.get(0).clsOnly();
    List<NDArray> parts = new ArrayList<>();
    for (FrozenRow row : rows) {
      NDArray array = part.apply(row);
      long positions = array.getShape().get(0);
      parts.add(array);
      if (!clsOnly && positions < padded) {
        parts.add(manager.zeros(new Shape(padded - positions, array.getShape().get(1))));
      }
    }
    NDArray stacked = Torch.concat(0, parts.toArray(NDArray[]::new));
    stacked.attach(manager);
    return stacked;
  }

  /** The same batch for one more use: views of the same memory that belong to another manager. */
  FrozenBatch in(NDManager scope) {
    return new FrozenBatch(
        scope, view(hidden, scope), view(attended, scope), view(logMass, scope), lengths, padded);
  }

  private static NDArray view(NDArray array, NDManager scope) {
    NDArray view = array.reshape(array.getShape());
    view.attach(scope);
    return view;
  }

  /** B. */
  int rows() {
    return lengths.length;
  }

  /**
   * What is added to the scores of a row's positions and of positions after them: nothing, or a
   * large negative number where there is only padding.
   *
   * @param further positions after the row's own, always open
   * @return (B, 1, n + further), or null if nothing is padding
   */
  @Nullable NDArray bias(int further) {
    int width = padded + further;
    float[] bias = new float[rows() * width];
    boolean any = false;
    for (int row = 0; row < rows(); row++) {
      for (int i = lengths[row]; i < padded; i++) {
        bias[row * width + i] = CLOSED;
        any = true;
      }
    }
    return any ? Torch.array(manager, bias, rows(), 1, width) : null;
  }

  /**
   * What the mean over a row's own positions weighs each with, (B, 1, n).
   *
   * @param leading positions at the beginning that take no part
   */
  NDArray meanWeights(int leading) {
    float[] weights = new float[rows() * padded];
    for (int row = 0; row < rows(); row++) {
      for (int i = leading; i < lengths[row]; i++) {
        weights[row * padded + i] = 1f / (lengths[row] - leading);
      }
    }
    return Torch.array(manager, weights, rows(), 1, padded);
  }
}
