package org.ballast.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one split that another split has as well.
 *
 * @param kind {@code duplicates}, {@code near_duplicates} or {@code units}
 * @param method what makes two rows the same, in words
 * @param notes what a reader has to know, in sentences
 * @param shares for each split that has rows: all of them, then every declared group
 */
public record Leakage(String kind, String method, List<String> notes, List<Share> shares) {
  /** Copies the lists. */
  public Leakage {
    notes = List.copyOf(notes);
    shares = List.copyOf(shares);
  }

  /** Whether rows can be in one split and in another. */
  boolean isAny() {
    return shares.stream().map(Share::split).distinct().count() > 1;
  }

  /** A sentence per split that has rows of the training split, then the notes. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Share share : shares) {
      if (share.group() == null && share.inTrain() != null && share.inTrain() > 0) {
        sentences.add(
            String.format(
                Locale.ROOT,
                "%,d of %,d %s rows are in the training split, too (%s)",
                share.inTrain(),
                share.rows(),
                share.split(),
                kind.replace('_', ' ')));
      }
    }
    sentences.addAll(notes);
    return sentences;
  }

  /**
   * How many rows of a group leak.
   *
   * @param split {@code train}, {@code val} or {@code test}
   * @param group label and group attributes; null for all rows of the split
   * @param rows rows that were looked at; null if suppressed
   * @param elsewhere those that another split has as well; null if suppressed
   * @param elsewhereShare elsewhere / rows, with a Wilson interval
   * @param inTrain those that the training split has as well; null if suppressed or of the training
   *     split
   * @param inTrainShare in train / rows, with a Wilson interval; null for the training split
   */
  public record Share(
      String split,
      @Nullable GroupKey group,
      @Nullable Long rows,
      @Nullable Long elsewhere,
      Measure elsewhereShare,
      @Nullable Long inTrain,
      @Nullable Measure inTrainShare) {}
}
