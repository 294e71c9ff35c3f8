package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.jspecify.annotations.Nullable;

/**
 * An encoder prompted in its last layer only that keeps that layer's input and computes all of its
 * attention anew at each use. The norm over CLS after the layer, which some families have, is left
 * out.
 *
 * @param asking which positions of the last layer ask
 */
record SpeedRecomputed(TransformerEncoder encoder, EncoderLayer layer, Asking asking)
    implements Backbone {

  /** Which positions ask. */
  enum Asking {
    /** Every position, as in any other layer. */
    ALL,
    /** CLS alone, without projecting a key or a value. */
    CLS
  }

  @Override
  public FrozenRow freeze(NDManager manager, Input row, PromptConfig place) {
    return encoder.freeze(manager, row, new PromptConfig(place.tokens(), 1, Pooling.MEAN));
  }

  @Override
  public NDArray pool(FrozenBatch batch, PromptConfig place, @Nullable NDArray prompts) {
    NDArray x = batch.hidden().reshape(batch.rows(), batch.padded(), width());
    NDArray own = prompts == null ? null : prompts.squeeze(1);
    NDArray bias = batch.bias(own == null ? 0 : place.tokens());
    return layer.complete(attended(x, bias, own), first(x));
  }

  private NDArray attended(NDArray x, @Nullable NDArray bias, @Nullable NDArray prompts) {
    return asking == Asking.CLS
        ? new ClsAttention(layer).attend(x, bias, prompts)
        : first(new FullAttention(layer).attend(x, bias, prompts));
  }

  private static NDArray first(NDArray x) {
    return Torch.slice(x, 1, 0, 1).squeeze(1);
  }

  @Override
  public String name() {
    return encoder.name();
  }

  @Override
  public String hash() {
    return encoder.hash();
  }

  @Override
  public int width() {
    return encoder.width();
  }

  @Override
  public int features() {
    return encoder.features();
  }

  @Override
  public double promptRange() {
    return encoder.promptRange();
  }

  @Override
  public long inputBytes() {
    return encoder.inputBytes();
  }

  @Override
  public int layers() {
    return encoder.layers();
  }

  @Override
  public long parameters() {
    return encoder.parameters();
  }

  @Override
  public Input encode(Content content) {
    return encoder.encode(content);
  }

  /** Leaves the encoder to its owner. */
  @Override
  public void close() {
    // Nothing is its own.
  }
}
