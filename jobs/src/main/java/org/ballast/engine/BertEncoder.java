package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.ballast.config.BackboneConfig;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.jspecify.annotations.Nullable;

/**
 * The BERT family (Devlin et al. 2019): post-norm layers, GELU by the error function, learned
 * positions, token types; prompts after CLS at the input of each prompted layer (VPT-deep, Jia et
 * al. 2022), where they carry no position.
 */
final class BertEncoder implements Backbone {
  private final BertConfig config;
  private final NDManager manager;
  private final BertWeights weights;
  private final TextTokenizer tokenizer;
  private final List<BertLayer> layers = new ArrayList<>();
  private final NDArray headMask;

  private BertEncoder(
      BertConfig config, NDManager manager, BertWeights weights, TextTokenizer tokenizer) {
    this.config = config;
    this.manager = manager;
    this.weights = weights;
    this.tokenizer = tokenizer;
    for (int i = 0; i < config.layers(); i++) {
      layers.add(BertLayer.of(weights, config, i));
    }
    this.headMask = headMask(manager, config);
  }

  /**
   * Loads a Hugging Face folder.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if a file is missing, broken or does
   *     not fit the others, or the longest text outgrows the model's positions
   */
  static BertEncoder load(Path folder, BackboneConfig settings) {
    BertConfig config = BertConfig.load(folder);
    if (settings.maxTokens() > config.positions()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot use backbone.max-tokens = "
              + settings.maxTokens()
              + ": expected at most the model's "
              + config.positions()
              + " positions. Lower it.");
    }
    TextTokenizer tokenizer = TextTokenizer.load(folder, settings, config.vocabulary());
    NDManager manager = Torch.manager();
    try {
      return new BertEncoder(config, manager, new BertWeights(folder, config, manager), tokenizer);
    } catch (RuntimeException e) {
      manager.close();
      tokenizer.close();
      throw e;
    }
  }

  private static NDArray headMask(NDManager manager, BertConfig config) {
    float[] mask = new float[config.heads() * config.width()];
    for (int column = 0; column < config.width(); column++) {
      mask[column / config.headWidth() * config.width() + column] = 1;
    }
    return Torch.array(manager, mask, 1, config.heads(), 1, config.width());
  }

  /** The native arrays that the weights are in. */
  int arrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public int width() {
    return config.width();
  }

  @Override
  public int layers() {
    return config.layers();
  }

  @Override
  public long parameters() {
    return weights.all().values().stream().mapToLong(NDArray::size).sum();
  }

  @Override
  public String hash() {
    MessageDigest digest = Digests.sha256();
    weights
        .all()
        .forEach(
            (name, array) -> {
              digest.update(name.getBytes(StandardCharsets.UTF_8));
              ByteBuffer bytes = array.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
              digest.update(bytes);
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public Input encode(String content) {
    return tokenizer.encode(content);
  }

  @Override
  public FrozenRow freeze(NDManager owner, Input row, PromptConfig place) {
    try (NDManager scope = owner.newSubManager()) {
      NDArray x = embed(scope, (TokenRow) row);
      int first = firstPrompted(place);
      for (BertLayer layer : layers.subList(0, first)) {
        x = layer.complete(new FullAttention(layer).attend(x, null, null), x);
      }
      boolean clsOnly = clsOnly(place, first);
      FrozenRow frozen = attendOwn(layers.get(first), x, row, clsOnly);
      frozen.hidden().attach(owner);
      frozen.attended().attach(owner);
      frozen.logMass().attach(owner);
      return frozen;
    }
  }

  /** Word, position and first token type, then layer normalisation: (1, n, D). */
  private NDArray embed(NDManager scope, TokenRow row) {
    NDArray ids = Torch.indices(scope, row.ids());
    NDArray positions = scope.arange(0, row.length(), 1, DataType.INT64);
    NDArray types = scope.zeros(new Shape(row.length()), DataType.INT64);
    NDArray sum =
        Torch.rows(ids, weights.get("embeddings.word_embeddings.weight"))
            .add(Torch.rows(positions, weights.get("embeddings.position_embeddings.weight")))
            .add(Torch.rows(types, weights.get("embeddings.token_type_embeddings.weight")));
    return Torch.layerNorm(
            sum,
            weights.get("embeddings.LayerNorm.weight"),
            weights.get("embeddings.LayerNorm.bias"),
            config.epsilon())
        .expandDims(0);
  }

  /** The first prompted layer's attention over the row's own positions, with its log-sum-exp. */
  private FrozenRow attendOwn(BertLayer layer, NDArray x, Input row, boolean clsOnly) {
    NDArray asking = clsOnly ? Torch.slice(x, 1, 0, 1) : x;
    NDArray query = layer.split(layer.scaledQuery(asking));
    NDArray key = layer.split(Torch.linear(x, layer.key(), layer.keyBias()));
    NDArray value = layer.split(Torch.linear(x, layer.value(), layer.valueBias()));
    NDArray scores = query.matMul(key.transpose(0, 1, 3, 2));
    NDArray shares = scores.softmax(-1);
    int[] last = {3};
    NDArray logMass = scores.max(last).sub(shares.max(last).log());
    NDArray attended = shares.matMul(value).transpose(0, 2, 1, 3);
    long positions = asking.getShape().get(1);
    return new FrozenRow(
        asking.reshape(positions, config.width()).duplicate(),
        attended.reshape(positions, config.width()).duplicate(),
        logMass.squeeze(0).transpose().duplicate(),
        row.length(),
        row.paddedLength(),
        clsOnly);
  }

  @Override
  public NDArray pool(FrozenBatch batch, PromptConfig place, @Nullable NDArray prompts) {
    int first = firstPrompted(place);
    BertLayer layer = layers.get(first);
    NDArray attended =
        prompts == null
            ? batch.attended()
            : new FrozenAttention(layer, headMask).attend(batch, of(prompts, 0));
    NDArray x = layer.complete(attended, batch.hidden());
    if (clsOnly(place, first)) {
      return x;
    }
    x = x.reshape(batch.rows(), batch.padded(), config.width());
    NDArray bias = batch.bias(prompts == null ? 0 : place.tokens());
    for (int i = first + 1; i < config.layers(); i++) {
      NDArray own = prompts == null ? null : of(prompts, i - first);
      x = clsOnly(place, i) ? cls(layers.get(i), x, bias, own) : all(layers.get(i), x, bias, own);
    }
    return place.pooling() == Pooling.CLS ? x : batch.meanWeights().matMul(x).squeeze(1);
  }

  private static NDArray all(
      BertLayer layer, NDArray x, @Nullable NDArray bias, @Nullable NDArray prompts) {
    return layer.complete(new FullAttention(layer).attend(x, bias, prompts), x);
  }

  private static NDArray cls(
      BertLayer layer, NDArray x, @Nullable NDArray bias, @Nullable NDArray prompts) {
    NDArray attended = new ClsAttention(layer).attend(x, bias, prompts);
    return layer.complete(attended, Torch.slice(x, 1, 0, 1).squeeze(1));
  }

  /** The prompts (G, T, D) of the i-th prompted layer. */
  private static NDArray of(NDArray prompts, int i) {
    return Torch.slice(prompts, 1, i, i + 1).squeeze(1);
  }

  private boolean clsOnly(PromptConfig place, int layer) {
    return layer == config.layers() - 1 && place.pooling() == Pooling.CLS;
  }

  private int firstPrompted(PromptConfig place) {
    if (place.layers() > config.layers()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot prompt the last "
              + place.layers()
              + " layers: expected at most the backbone's "
              + config.layers()
              + ". Lower prompt.layers.");
    }
    return config.layers() - place.layers();
  }

  @Override
  public void close() {
    tokenizer.close();
    manager.close();
  }
}
