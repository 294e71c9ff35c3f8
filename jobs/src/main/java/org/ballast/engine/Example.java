package org.ballast.engine;

/**
 * One labelled row.
 *
 * @param id its name, distinct within a split
 * @param group its index in the group grid
 * @param label the index of its label's value, the first axis of the grid
 * @param content what the backbone reads: the text
 */
public record Example(String id, int group, int label, String content) {}
