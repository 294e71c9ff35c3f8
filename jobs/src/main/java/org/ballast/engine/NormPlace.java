package org.ballast.engine;

/** Where a layer normalises. */
enum NormPlace {
  /** After each residual sum, as Vaswani et al. 2017 did. */
  AFTER,
  /** Before attention and before the feed-forward part, so that the residuals stay as they are. */
  BEFORE
}
