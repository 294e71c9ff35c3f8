package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.jspecify.annotations.Nullable;

/**
 * Patches, mapped by one matrix, with their positions, after CLS and whatever a family puts beside
 * it (Dosovitskiy et al. 2021). An image of another size than the model's takes positions resized
 * to its own grid; pixels at its right and lower ends that fill no patch are left out.
 */
final class ImageEmbedding implements Embedding {
  /** Grids whose positions are kept; those of any further are made anew. */
  private static final int GRIDS = 8;

  private final ImageShape shape;
  private final double epsilon;
  private final float[][] colours = new float[3][];
  private final ImageProcessor processor;
  private final NDManager manager;
  private final NDArray patches;
  private final NDArray patchBias;
  private final NDArray before;
  private final Tensor table;
  private final @Nullable NDArray gain;
  private final @Nullable NDArray shift;
  private final ConcurrentMap<Grid, NDArray> positions = new ConcurrentHashMap<>();

  private record Grid(int rows, int columns) {}

  /**
   * An embedding.
   *
   * @param manager what the weights belong to
   */
  ImageEmbedding(
      ImageShape shape,
      EncoderWeights weights,
      double epsilon,
      ImageProcessor processor,
      NDManager manager) {
    ImageNames names = shape.names();
    this.shape = shape;
    this.epsilon = epsilon;
    this.manager = manager;
    this.processor = processor;
    for (int colour = 0; colour < 3; colour++) {
      colours[colour] = processor.normalisation().values(colour);
    }
    this.patches = weights.weight(names.patches()).reshape(shape.width(), shape.patchNumbers());
    this.patchBias = names.bare() ? weights.zeros(shape.width()) : weights.bias(names.patches());
    NDArray all = weights.get(names.positions()).reshape(-1, shape.width());
    this.before = before(weights, all);
    this.table = table(all);
    this.gain = names.firstNorm() == null ? null : weights.weight(names.firstNorm());
    this.shift = names.firstNorm() == null ? null : weights.bias(names.firstNorm());
  }

  /** What stands before the patches of every image: (1 + extra, D). */
  private NDArray before(EncoderWeights weights, NDArray all) {
    ImageNames names = shape.names();
    NDArray cls = weights.get(names.cls()).reshape(1, shape.width());
    NDArray first = cls.add(Torch.slice(all, 0, 0, 1));
    if (names.extra() == null) {
      return first;
    }
    NDArray extra = weights.get(names.extra()).reshape(-1, shape.width());
    if (shape.positioned() > 1) {
      extra = extra.add(Torch.slice(all, 0, 1, shape.positioned()));
    }
    return Torch.concat(0, first, extra);
  }

  private Tensor table(NDArray all) {
    float[] flat = all.toFloatArray();
    return new Tensor(
        new long[] {shape.rows(), shape.columns(), shape.width()},
        Arrays.copyOfRange(flat, shape.positioned() * shape.width(), flat.length));
  }

  @Override
  public Input encode(Content content) {
    if (content instanceof Content.Image image) {
      return row(processor.encode(image.file()));
    }
    throw new JobException(
        ExitCode.CONFIGURATION,
        "Cannot encode a text: expected images, which this backbone reads, found a row of text."
            + " Set backbone.path to a text model.");
  }

  /**
   * An image as a row.
   *
   * @throws JobException if it is smaller than a patch
   */
  ImageRow row(ImagePixels pixels) {
    int rows = pixels.height() / shape.patch();
    int columns = pixels.width() / shape.patch();
    if (rows == 0 || columns == 0) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot encode an image: expected at least a patch of "
              + shape.patch()
              + " × "
              + shape.patch()
              + " pixels, found "
              + pixels.height()
              + " × "
              + pixels.width()
              + ". Check preprocessor_config.json.");
    }
    return new ImageRow(pixels, shape.leading() + rows * columns);
  }

  @Override
  public NDArray embed(NDManager scope, Input row) {
    ImagePixels pixels = ((ImageRow) row).pixels();
    Grid grid = new Grid(pixels.height() / shape.patch(), pixels.width() / shape.patch());
    NDArray numbers =
        Torch.array(
            scope,
            numbers(pixels, grid),
            (long) grid.rows() * grid.columns(),
            shape.patchNumbers());
    NDArray seen = Torch.linear(numbers, patches, patchBias).add(positions(scope, grid));
    NDArray x = Torch.concat(0, before, seen);
    x.attach(scope);
    NDArray normed = gain == null || shift == null ? x : Torch.layerNorm(x, gain, shift, epsilon);
    return normed.expandDims(0);
  }

  /** Each patch's red, green and blue, row by row. */
  private float[] numbers(ImagePixels pixels, Grid grid) {
    int patch = shape.patch();
    float[] numbers = new float[grid.rows() * grid.columns() * shape.patchNumbers()];
    int at = 0;
    for (int p = 0; p < grid.rows() * grid.columns(); p++) {
      int top = p / grid.columns() * patch;
      int left = p % grid.columns() * patch;
      for (int colour = 0; colour < 3; colour++) {
        for (int y = top; y < top + patch; y++) {
          int pixel = (y * pixels.width() + left) * 3 + colour;
          for (int x = 0; x < patch; x++) {
            numbers[at++] = colours[colour][pixels.rgb()[pixel + 3 * x] & 0xff];
          }
        }
      }
    }
    return numbers;
  }

  private NDArray positions(NDManager scope, Grid grid) {
    if (positions.size() >= GRIDS && !positions.containsKey(grid)) {
      return positions(grid, scope);
    }
    return positions.computeIfAbsent(grid, g -> positions(g, manager));
  }

  private NDArray positions(Grid grid, NDManager owner) {
    boolean own = grid.rows() == shape.rows() && grid.columns() == shape.columns();
    Tensor fitted = own ? table : shape.bicubic().resize(table, grid.rows(), grid.columns());
    return Torch.array(owner, fitted.values(), (long) grid.rows() * grid.columns(), shape.width());
  }

  /** Its pixels, after preprocessing. */
  @Override
  public long inputBytes() {
    return 3L * processor.height() * processor.width();
  }

  /** √(6/(3P² + D)), as VPT draws them (Jia et al. 2022). */
  @Override
  public double promptRange() {
    return Math.sqrt(6.0 / (shape.patchNumbers() + shape.width()));
  }

  @Override
  public void close() {
    // The encoder's manager owns all there is.
  }
}
