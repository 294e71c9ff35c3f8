package org.ballast.spark;

import org.ballast.config.DatasetConfig.ToleranceConfig;

/** What can be wrong with a row, with the words for it and the key that tolerates it. */
public enum Fault {
  /** A file or line that cannot be decoded. */
  UNREADABLE("unreadable", "cannot be decoded"),
  /** An image without a row of the table or off the pattern, or a row without an image. */
  UNMATCHED("unmatched", "are images without a row or rows without an image"),
  /** No id, label, attribute, unit or text. */
  NULLS("nulls", "lack a value"),
  /** A value that is not declared. */
  UNDECLARED("undeclared", "have a value that is not declared"),
  /** A weight that is negative or no finite number. */
  WEIGHTS("weights", "have a weight that is negative or no finite number"),
  /** An id that another row has. */
  DUPLICATE_IDS("duplicate-ids", "have the id of another row");

  private final String key;
  private final String words;

  Fault(String key, String words) {
    this.key = key;
    this.words = words;
  }

  /** What the rows do, as in "3 rows lack a value". */
  String words() {
    return words;
  }

  /** What to do about more than is tolerated, but to correct the rows; empty: nothing else. */
  String remedy(String share) {
    return this == WEIGHTS ? "" : " or raise dataset.tolerance." + key + " to at least " + share;
  }

  /** The name in a manifest's counts. */
  public String countName() {
    return key.replace('-', '_');
  }

  /** The tolerated share of all rows. */
  double tolerated(ToleranceConfig config) {
    return switch (this) {
      case UNREADABLE -> config.unreadable();
      case UNMATCHED -> config.unmatched();
      case NULLS -> config.nulls();
      case UNDECLARED -> config.undeclared();
      case DUPLICATE_IDS -> config.duplicateIds();
      case WEIGHTS -> 0;
    };
  }
}
