package org.ballast.engine;

import java.util.Arrays;

/**
 * The token ids of a text.
 *
 * @param ids with the special tokens, cut to the longest length; not empty
 * @param paddedLength the next multiple of the declared step, at least the number of ids
 */
record TokenRow(int[] ids, int paddedLength) implements Input {
  @Override
  public int length() {
    return ids.length;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TokenRow other
        && paddedLength == other.paddedLength
        && Arrays.equals(ids, other.ids);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ids) + paddedLength;
  }

  @Override
  public String toString() {
    return "TokenRow" + Arrays.toString(ids);
  }
}
