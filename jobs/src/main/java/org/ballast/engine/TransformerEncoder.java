package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.jspecify.annotations.Nullable;

/**
 * The one encoder of all families (Vaswani et al. 2017): what differs between them is what its
 * shape, its weights and its embedding say. Prompts stand after CLS at the input of each prompted
 * layer (VPT-deep, Jia et al. 2022), where they carry no position.
 */
final class TransformerEncoder implements Backbone {
  private final String name;
  private final EncoderShape shape;
  private final EncoderWeights weights;
  private final Embedding embedding;
  private final Readout readout;
  private final NDManager manager;
  private final List<EncoderLayer> layers = new ArrayList<>();
  private final NDArray headMask;

  /** An encoder that owns the embedding and the manager, which the weights belong to. */
  TransformerEncoder(
      String name,
      EncoderShape shape,
      EncoderWeights weights,
      Embedding embedding,
      Readout readout,
      NDManager manager) {
    this.name = name;
    this.readout = readout;
    this.shape = shape;
    this.weights = weights;
    this.embedding = embedding;
    this.manager = manager;
    for (int i = 0; i < shape.layers(); i++) {
      layers.add(EncoderLayer.of(weights, shape, i));
    }
    this.headMask = headMask(manager, shape);
  }

  private static NDArray headMask(NDManager manager, EncoderShape shape) {
    float[] mask = new float[shape.heads() * shape.width()];
    for (int column = 0; column < shape.width(); column++) {
      mask[column / shape.headWidth() * shape.width() + column] = 1;
    }
    return Torch.array(manager, mask, 1, shape.heads(), 1, shape.width());
  }

  /** How rows become the first layer's input. */
  Embedding embedding() {
    return embedding;
  }

  /** The native arrays that the weights are in. */
  int arrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int width() {
    return shape.width();
  }

  @Override
  public int features() {
    return readout.features();
  }

  @Override
  public double promptRange() {
    return embedding.promptRange();
  }

  @Override
  public long inputBytes() {
    return embedding.inputBytes();
  }

  @Override
  public int layers() {
    return shape.layers();
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
  public Input encode(Content content) {
    return embedding.encode(content);
  }

  @Override
  public FrozenRow freeze(NDManager owner, Input row, PromptConfig place) {
    try (NDManager scope = owner.newSubManager()) {
      NDArray x = embedding.embed(scope, row);
      int first = firstPrompted(place);
      for (EncoderLayer layer : layers.subList(0, first)) {
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

  /** The first prompted layer's attention over the row's own positions, with its log-sum-exp. */
  private FrozenRow attendOwn(EncoderLayer layer, NDArray x, Input row, boolean clsOnly) {
    NDArray asking = clsOnly ? Torch.slice(x, 1, 0, 1) : x;
    NDArray read = layer.read(x);
    NDArray query = layer.split(layer.scaledQuery(clsOnly ? Torch.slice(read, 1, 0, 1) : read));
    NDArray key = layer.split(Torch.linear(read, layer.key(), layer.keyBias()));
    NDArray value = layer.split(Torch.linear(read, layer.value(), layer.valueBias()));
    NDArray scores = query.matMul(key.transpose(0, 1, 3, 2));
    NDArray shares = scores.softmax(-1);
    int[] last = {3};
    NDArray logMass = scores.max(last).sub(shares.max(last).log());
    NDArray attended = shares.matMul(value).transpose(0, 2, 1, 3);
    long positions = asking.getShape().get(1);
    return new FrozenRow(
        asking.reshape(positions, shape.width()).duplicate(),
        attended.reshape(positions, shape.width()).duplicate(),
        logMass.squeeze(0).transpose().duplicate(),
        row.length(),
        row.paddedLength(),
        clsOnly);
  }

  @Override
  public NDArray pool(FrozenBatch batch, PromptConfig place, @Nullable NDArray prompts) {
    int first = firstPrompted(place);
    EncoderLayer layer = layers.get(first);
    NDArray attended =
        prompts == null
            ? batch.attended()
            : new FrozenAttention(layer, headMask).attend(batch, of(prompts, 0));
    NDArray x = layer.complete(attended, batch.hidden());
    if (clsOnly(place, first)) {
      return readout.project(readout.norm(x));
    }
    x = x.reshape(batch.rows(), batch.padded(), shape.width());
    NDArray bias = batch.bias(prompts == null ? 0 : place.tokens());
    for (int i = first + 1; i < shape.layers(); i++) {
      NDArray own = prompts == null ? null : of(prompts, i - first);
      x = clsOnly(place, i) ? cls(layers.get(i), x, bias, own) : all(layers.get(i), x, bias, own);
    }
    x = readout.norm(x);
    boolean cls = place.pooling() == Pooling.CLS;
    return readout.project(cls ? x : batch.meanWeights(readout.leading()).matMul(x).squeeze(1));
  }

  private static NDArray all(
      EncoderLayer layer, NDArray x, @Nullable NDArray bias, @Nullable NDArray prompts) {
    return layer.complete(new FullAttention(layer).attend(x, bias, prompts), x);
  }

  private static NDArray cls(
      EncoderLayer layer, NDArray x, @Nullable NDArray bias, @Nullable NDArray prompts) {
    NDArray attended = new ClsAttention(layer).attend(x, bias, prompts);
    return layer.complete(attended, Torch.slice(x, 1, 0, 1).squeeze(1));
  }

  /** The prompts (G, T, D) of the i-th prompted layer. */
  private static NDArray of(NDArray prompts, int i) {
    return Torch.slice(prompts, 1, i, i + 1).squeeze(1);
  }

  private boolean clsOnly(PromptConfig place, int layer) {
    return layer == shape.layers() - 1 && place.pooling() == Pooling.CLS;
  }

  private int firstPrompted(PromptConfig place) {
    if (place.layers() > shape.layers()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot prompt the last "
              + place.layers()
              + " layers: expected at most the backbone's "
              + shape.layers()
              + ". Lower prompt.layers.");
    }
    return shape.layers() - place.layers();
  }

  @Override
  public void close() {
    embedding.close();
    manager.close();
  }
}
