package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** How a row becomes the first layer's input; all methods may be called by several threads. */
interface Embedding extends AutoCloseable {
  /**
   * What the encoder reads of a row's content.
   *
   * @throws org.ballast.run.JobException if the content cannot be encoded, or is of another kind
   */
  Input encode(Content content);

  /**
   * The first layer's input, CLS first.
   *
   * @return (1, n, D), belonging to the scope
   */
  NDArray embed(NDManager scope, Input row);

  /** v where prompts begin as U(−v, v); 0 where they begin as N(0, 0.02²). */
  double promptRange();

  /** About how many bytes of the heap an encoded row takes. */
  long inputBytes();

  /** Frees what does not belong to the encoder's manager. */
  @Override
  void close();
}
