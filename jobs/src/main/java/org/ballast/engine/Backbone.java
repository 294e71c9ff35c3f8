package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.ballast.config.PromptConfig;
import org.jspecify.annotations.Nullable;

/**
 * A frozen pretrained encoder that takes prompts into its last layers.
 *
 * <p>What it makes of a row falls into two parts: one that no prompt can change, computed once
 * ({@link #freeze}), and one that is run for every prompt ({@link #pool}). Legend: B rows, G blocks
 * of equally many rows with prompts of their own, L prompted layers, T prompt tokens, D width.
 *
 * <p>All methods may be called by several threads at once.
 */
public interface Backbone extends AutoCloseable {

  /** The name for people. */
  String name();

  /** SHA-256 over all frozen tensors as they stand in native memory now, in hexadecimal. */
  String hash();

  /** D, the size of a hidden state. */
  int width();

  /** F, the numbers that a head reads: D unless the model projects its output. */
  int features();

  /** v where prompts begin as U(−v, v); 0 where they begin as N(0, 0.02²). */
  double promptRange();

  /** About how many bytes of the heap an encoded row takes. */
  long inputBytes();

  /** The number of layers. */
  int layers();

  /** The number of frozen numbers. */
  long parameters();

  /**
   * What the encoder reads of a row's content.
   *
   * @throws org.ballast.run.JobException if the content cannot be encoded, or is not of the kind
   *     that the encoder reads
   */
  Input encode(Content content);

  /** What the encoder reads of a text. */
  default Input encode(String text) {
    return encode(new Content.Text(text));
  }

  /**
   * The part of the forward pass that no prompt can change, of one row alone, so that it depends on
   * nothing but the row.
   *
   * @param manager what the result belongs to
   * @param place which layers are prompted and what the head reads
   */
  FrozenRow freeze(NDManager manager, Input row, PromptConfig place);

  /**
   * The rest of the forward pass.
   *
   * @param batch B rows; the first B / G rows read the first prompts, and so on
   * @param prompts (G, L, T, D), or null for the encoder as it was pretrained
   * @return what the head reads, (B, F)
   */
  NDArray pool(FrozenBatch batch, PromptConfig place, @Nullable NDArray prompts);

  /** Frees the native memory. */
  @Override
  void close();
}
