package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.junit.jupiter.api.Test;

/** Our encoder against the same weights from another publisher, run by onnxruntime. */
class SentenceEmbeddingTest {
  private static final PromptConfig MEAN = new PromptConfig(1, 2, Pooling.MEAN);

  @Test
  void fiftySentencesEmbedAsOnnxDoes() throws IOException, OrtException {
    Torch.start(1);
    try (TransformerEncoder encoder = MiniLm.load(64);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session = environment.createSession(model());
        NDManager manager = Torch.manager()) {
      List<String> sentences = sentences();
      assertThat(sentences).hasSize(50).doesNotHaveDuplicates();
      float[][] ours = embed(encoder, manager, sentences);
      for (int i = 0; i < sentences.size(); i++) {
        TokenRow row = (TokenRow) encoder.encode(sentences.get(i));
        float[] theirs = embed(environment, session, row.ids());
        assertThat(largestDifference(normalised(ours[i]), theirs))
            .as(sentences.get(i))
            .isLessThan(1e-4);
      }
    }
  }

  private static float[][] embed(Backbone encoder, NDManager manager, List<String> sentences) {
    List<FrozenRow> rows =
        sentences.stream().map(s -> encoder.freeze(manager, encoder.encode(s), MEAN)).toList();
    NDArray pooled = encoder.pool(FrozenBatch.of(manager, rows), MEAN, null);
    float[] flat = pooled.toFloatArray();
    int width = encoder.width();
    float[][] result = new float[sentences.size()][];
    for (int i = 0; i < result.length; i++) {
      result[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
    return result;
  }

  private static float[] embed(OrtEnvironment environment, OrtSession session, int[] ids)
      throws OrtException {
    long[][] tokens = {Arrays.stream(ids).asLongStream().toArray()};
    long[][] ones = {new long[ids.length]};
    Arrays.fill(ones[0], 1);
    long[][] zeros = {new long[ids.length]};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, tokens);
        OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
        OnnxTensor types = OnnxTensor.createTensor(environment, zeros);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
      float[][] states = ((float[][][]) result.get(0).getValue())[0];
      float[] mean = new float[states[0].length];
      for (float[] state : states) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] += state[i] / states.length;
        }
      }
      return normalised(mean);
    }
  }

  private static float[] normalised(float[] x) {
    double squares = 0;
    for (float value : x) {
      squares += (double) value * value;
    }
    float[] unit = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      unit[i] = (float) (x[i] / Math.sqrt(squares));
    }
    return unit;
  }

  private static double largestDifference(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs((double) a[i] - b[i]);
      largest = difference <= largest ? largest : difference; // keeps a NaN
    }
    return largest;
  }

  private static byte[] model() throws IOException {
    try (InputStream in =
        SentenceEmbeddingTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
      return java.util.Objects.requireNonNull(in).readAllBytes();
    }
  }

  /** From two words to more than 64 tokens, with accents, marks, markup and unknown signs. */
  private static List<String> sentences() {
    List<String> who = List.of("The editor", "A très naïve reader", "Nobody", "李 and Ada", "We");
    List<String> what =
        List.of(
            " reads the newsletter.",
            " unsubscribed from 3,000 lists on 2002-10-07!",
            " wrote <html><body bgcolor=\"#FFFFFF\">FREE</body></html> in capitals",
            " waits; the train, which left at 9:45 p.m., never reached Zürich \uD83D\uDE80",
            " answered");
    List<String> sentences = new ArrayList<>();
    for (String subject : who) {
      for (String predicate : what) {
        sentences.add(subject + predicate);
        sentences.add((subject + predicate + " ").repeat(5 + sentences.size() % 4));
      }
    }
    return sentences;
  }
}
