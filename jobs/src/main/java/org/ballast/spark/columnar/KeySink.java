package org.ballast.spark.columnar;

import java.io.Serializable;

/**
 * What takes in the rows of a pass over strata and keys.
 *
 * @param <S> its own type
 */
public interface KeySink<S extends KeySink<S>> extends Serializable {
  /**
   * Takes in a row.
   *
   * @param stratum from 0
   * @param bytes hold the key in UTF-8, only until the call returns
   * @param from where the key begins
   * @param end where it has ended
   */
  void add(int stratum, byte[] bytes, int from, int end);

  /** Takes in a row that has no key or belongs to no stratum. */
  void addToNone();

  /** Takes in what another part of the same pass found. */
  S plus(S other);
}
