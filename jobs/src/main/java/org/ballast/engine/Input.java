package org.ballast.engine;

/**
 * What a backbone reads of one row: token ids now, pixels later. Equal inputs are the same content,
 * so that what a frozen model makes of them can be shared.
 */
public interface Input {
  /** The number of positions in the sequence that the encoder sees, without padding. */
  int length();

  /** The number of positions with padding: a function of the row alone. */
  int paddedLength();
}
