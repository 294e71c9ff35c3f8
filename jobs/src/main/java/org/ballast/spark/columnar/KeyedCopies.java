package org.ballast.spark.columnar;

import java.io.Serializable;

/** How often a row is written, told from its stratum and its key. */
public interface KeyedCopies extends Serializable {
  /**
   * The number of copies; 0: the row goes.
   *
   * @param stratum from 0
   * @param bytes hold the key in UTF-8
   * @param from where the key begins
   * @param end where it has ended
   */
  int of(int stratum, byte[] bytes, int from, int end);
}
