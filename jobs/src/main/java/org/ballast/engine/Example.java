package org.ballast.engine;

/**
 * One labelled row.
 *
 * @param id its name, distinct within a split
 * @param group its index in the group grid
 * @param label the index of its label's value, the first axis of the grid
 * @param content what the backbone reads
 * @param weight how many rows it stands for in training, in [0, 1e12]; evaluations count every row
 *     once
 */
public record Example(String id, int group, int label, Content content, double weight) {

  /** A row that stands for itself. */
  public Example(String id, int group, int label, Content content) {
    this(id, group, label, content, 1);
  }

  /** A text that stands for itself. */
  public Example(String id, int group, int label, String text) {
    this(id, group, label, new Content.Text(text));
  }
}
