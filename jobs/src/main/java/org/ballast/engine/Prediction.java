package org.ballast.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a prompt says of one row.
 *
 * @param id the row's id
 * @param predicted the label's value of the highest score
 * @param scores every label's value to its softmax probability
 */
public record Prediction(String id, String predicted, Map<String, Double> scores) {

  /** From class scores in the order of the labels. */
  static Prediction of(String id, float[] logits, List<String> labels) {
    double[] probabilities = Logits.probabilities(logits);
    Map<String, Double> scores = new LinkedHashMap<>();
    for (int k = 0; k < probabilities.length; k++) {
      scores.put(labels.get(k), probabilities[k]);
    }
    return new Prediction(id, labels.get(Logits.top(logits)), scores);
  }
}
