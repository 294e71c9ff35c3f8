package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.jspecify.annotations.Nullable;

/** Word, position and first token type if there are types, added up and normalised. */
final class TextEmbedding implements Embedding {
  private static final long TOKEN_BYTES = 32;

  private final TextShape shape;
  private final TextTokenizer tokenizer;
  private final double epsilon;
  private final NDArray words;
  private final NDArray positions;
  private final @Nullable NDArray types;
  private final NDArray gain;
  private final NDArray shift;

  /** An embedding that owns the tokenizer. */
  TextEmbedding(TextShape shape, EncoderWeights weights, double epsilon, TextTokenizer tokenizer) {
    this.shape = shape;
    this.tokenizer = tokenizer;
    this.epsilon = epsilon;
    this.words = weights.get(TextShape.WORDS);
    this.positions = weights.get(TextShape.POSITIONS);
    this.types = shape.tokenTypes() > 0 ? weights.get(TextShape.TYPES) : null;
    this.gain = weights.weight(TextShape.NORM);
    this.shift = weights.bias(TextShape.NORM);
  }

  @Override
  public Input encode(Content content) {
    if (content instanceof Content.Text text) {
      return tokenizer.encode(text.value());
    }
    throw new JobException(
        ExitCode.CONFIGURATION,
        "Cannot encode an image: expected texts, which this backbone reads, found a row with an"
            + " image. Set backbone.path to an image model.");
  }

  @Override
  public NDArray embed(NDManager scope, Input row) {
    int[] ids = ((TokenRow) row).ids();
    NDArray sum = Torch.rows(Torch.indices(scope, ids), words).add(positions(scope, ids));
    if (types != null) {
      sum = sum.add(Torch.rows(scope.zeros(new Shape(ids.length), DataType.INT64), types));
    }
    return Torch.layerNorm(sum, gain, shift, epsilon).expandDims(0);
  }

  private NDArray positions(NDManager scope, int[] ids) {
    int[] at = new int[ids.length];
    int next = shape.padding() + 1;
    for (int i = 0; i < ids.length; i++) {
      at[i] = ids[i] == shape.padding() ? shape.padding() : next++;
    }
    return Torch.rows(Torch.indices(scope, at), positions);
  }

  @Override
  public double promptRange() {
    return 0;
  }

  @Override
  public long inputBytes() {
    return TOKEN_BYTES * tokenizer.longest();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
