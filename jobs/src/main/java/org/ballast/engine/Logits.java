package org.ballast.engine;

/** What class scores of one row say; NaN scores give NaN losses. */
final class Logits {
  private Logits() {}

  /** The class of the highest score, the first of equal ones. */
  static int top(float[] scores) {
    int top = 0;
    for (int k = 1; k < scores.length; k++) {
      top = scores[k] > scores[top] ? k : top;
    }
    return top;
  }

  /** Cross-entropy in nats: ln Σ exp s − s_label. */
  static double loss(float[] scores, int label) {
    double highest = scores[top(scores)];
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - highest);
    }
    return Math.log(sum) + highest - scores[label];
  }

  /** Softmax: the probability of each class. */
  static double[] probabilities(float[] scores) {
    double[] probabilities = new double[scores.length];
    for (int k = 0; k < scores.length; k++) {
      probabilities[k] = Math.exp(-loss(scores, k));
    }
    return probabilities;
  }
}
