package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.ballast.config.PromptConfig;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * Applies a trained prompt to texts or images. Each row is scored alone up to the first prompted
 * layer and in the caller's batches from there on. Rows that trials froze in this JVM are used; no
 * others are kept.
 */
public final class PromptScorer implements AutoCloseable {
  private final FrozenCache frozen;
  private final PromptFile.Header header;
  private final PromptConfig place;
  private final NDManager manager = Torch.manager();
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();

  /**
   * A scorer.
   *
   * @param frozen a backbone loaded with the prompt's own settings, and rows that trials left; not
   *     owned
   * @throws JobException with {@link ExitCode#CONFIGURATION} if the prompt was trained for another
   *     backbone, or its tensors do not have the shapes that its header tells
   */
  public PromptScorer(FrozenCache frozen, PromptFile prompt) {
    this.frozen = frozen;
    this.header = prompt.header();
    this.place = new PromptConfig(Math.max(1, header.tokens()), header.layers(), header.pooling());
    Backbone backbone = frozen.backbone();
    checkBackbone(backbone);
    put(prompt, Parameters.WEIGHT, header.labels().size(), backbone.features());
    put(prompt, Parameters.BIAS, header.labels().size());
    if (header.tokens() > 0) {
      put(prompt, Parameters.PROMPTS, header.layers(), header.tokens(), backbone.width());
    }
  }

  private void checkBackbone(Backbone backbone) {
    String found = backbone.hash();
    if (!found.equals(header.backboneHash())) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot score: expected the backbone "
              + header.backbone()
              + " of hash "
              + header.backboneHash()
              + ", found "
              + backbone.name()
              + " of hash "
              + found
              + ". Set backbone.path to the one the prompt was trained for.");
    }
  }

  private void put(PromptFile prompt, String name, long... shape) {
    Tensor tensor = prompt.tensors().get(name);
    if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot score: expected a tensor "
              + name
              + " of shape "
              + Arrays.toString(shape)
              + " in the prompt, found "
              + (tensor == null ? "none" : Arrays.toString(tensor.shape()))
              + ". Use the file as the sweep wrote it.");
    }
    long[] stacked = LongStream.concat(LongStream.of(1), LongStream.of(shape)).toArray();
    arrays.put(name, Torch.array(manager, tensor.values(), stacked));
  }

  /**
   * Scores a batch.
   *
   * @param ids names of the rows
   * @param contents what the backbone reads of each
   * @return a prediction per row, in order
   */
  public List<Prediction> score(List<String> ids, List<Content> contents) {
    if (ids.isEmpty()) {
      return List.of();
    }
    try (NDManager scope = manager.newSubManager()) {
      Backbone backbone = frozen.backbone();
      List<FrozenRow> rows =
          contents.stream()
              .map(content -> frozen.kept(scope, backbone.encode(content), place))
              .toList();
      NDArray pooled =
          backbone.pool(FrozenBatch.of(scope, rows), place, arrays.get(Parameters.PROMPTS));
      return predictions(ids, Learner.head(pooled, arrays).toFloatArray());
    }
  }

  private List<Prediction> predictions(List<String> ids, float[] flat) {
    int labels = header.labels().size();
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      float[] scores = Arrays.copyOfRange(flat, i * labels, (i + 1) * labels);
      predictions.add(Prediction.of(ids.get(i), scores, header.labels()));
    }
    return predictions;
  }

  /** Frees the prompt; the backbone stays. */
  @Override
  public void close() {
    manager.close();
  }
}
