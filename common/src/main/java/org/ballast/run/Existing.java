package org.ballast.run;

/** What is done with a finished artefact that was made from something else. */
public enum Existing {
  /** It stays, and the job refuses. */
  KEEP,
  /** It is deleted and made anew. */
  REPLACE
}
