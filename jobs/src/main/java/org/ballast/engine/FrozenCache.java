package org.ballast.engine;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.ballast.config.BackboneConfig;
import org.ballast.config.PromptConfig;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * A backbone with what it made of rows that no prompt can change: computed once, shared by every
 * trial of the JVM, whichever data variant the row comes from.
 *
 * <p>Each row is computed alone and padded afterwards, so that a value depends on nothing but the
 * row. Several trials that start together share the work. Beyond the declared sizes, rows and their
 * inputs are computed anew at each use: slower, with the same values.
 */
public final class FrozenCache implements AutoCloseable {
  /** System property: bytes of native memory for frozen rows of one backbone. */
  public static final String LIMIT = "ballast.engine.cache-bytes";

  private static final long USUAL_LIMIT = 3L << 30;

  /** Inputs and features may take a share of the heap each. */
  private static final long HEAP_SHARE = 8;

  /** Heap bytes that a row takes beside its input, about. */
  private static final long ROW_BYTES = 2048;

  private static final ConcurrentMap<String, FrozenCache> SHARED = new ConcurrentHashMap<>();

  private final Backbone backbone;
  private final long limit;
  private final NDManager manager = Torch.manager();
  private final AtomicLong bytes = new AtomicLong();
  private final Once<String, Input> inputs;
  private final Once<Key, Optional<FrozenRow>> rows = new Once<>(Long.MAX_VALUE);
  private final Once<Key, float[]> features;

  private record Key(Input input, PromptConfig place) {}

  /**
   * A cache over a backbone, which it owns.
   *
   * @param limit native bytes that its rows may take
   * @param most about how many rows it keeps the inputs of, and the features
   */
  public FrozenCache(Backbone backbone, long limit, long most) {
    this.backbone = backbone;
    this.limit = limit;
    this.inputs = new Once<>(most);
    this.features = new Once<>(most);
  }

  /**
   * The JVM's one backbone of a folder and settings on this thread's device, loaded at first use
   * and never closed. Its size is the system property {@value #LIMIT}, or 3 GiB.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if the folder is missing or broken
   */
  public static FrozenCache shared(BackboneConfig settings) {
    Path folder = Path.of(settings.path()).toAbsolutePath().normalize();
    String key =
        String.join(
            "|",
            Torch.device(),
            folder.toString(),
            WeightFiles.version(folder),
            settings.maxTokens() + "/" + settings.padTo() + "/" + settings.imageSize());
    return SHARED.computeIfAbsent(key, k -> over(Backbones.load(folder, settings)));
  }

  private static FrozenCache over(Backbone backbone) {
    long most = Runtime.getRuntime().maxMemory() / HEAP_SHARE / (ROW_BYTES + backbone.inputBytes());
    return new FrozenCache(backbone, Long.getLong(LIMIT, USUAL_LIMIT), most);
  }

  /** The backbone. */
  public Backbone backbone() {
    return backbone;
  }

  /** The native bytes that its rows take now. */
  public long bytes() {
    return bytes.get();
  }

  /** The native arrays that its rows are in. */
  int arrays() {
    return manager.getManagedArrays().size();
  }

  /** What the backbone reads of a content. */
  Input input(Content content) {
    return inputs.get(content.key(), () -> backbone.encode(content));
  }

  /** Encodes a content unless another thread has begun to. */
  void beginInput(Content content) {
    inputs.begin(content.key(), () -> backbone.encode(content));
  }

  /** Freezes a row unless another thread has begun to, or nothing more fits. */
  void beginRow(Input input, PromptConfig place) {
    if (bytes.get() < limit) {
      Key key = new Key(input, placeOnly(place));
      rows.begin(key, () -> freeze(key));
    }
  }

  /** Computes a row's pooled output without prompts unless another thread has begun to. */
  void beginFeature(Input input, PromptConfig place) {
    Key key = new Key(input, placeOnly(place));
    features.begin(key, () -> feature(key));
  }

  /**
   * The frozen part of rows, side by side.
   *
   * @param scope what the batch belongs to
   */
  FrozenBatch batch(NDManager scope, List<Input> inputs, PromptConfig place) {
    return FrozenBatch.of(scope, inputs.stream().map(input -> row(scope, input, place)).toList());
  }

  /** What the head reads of a row without prompts, (F). */
  float[] unprompted(Input input, PromptConfig place) {
    Key key = new Key(input, placeOnly(place));
    return features.get(key, () -> feature(key));
  }

  private FrozenRow row(NDManager scope, Input input, PromptConfig place) {
    Key key = new Key(input, placeOnly(place));
    if (bytes.get() >= limit && !rows.has(key)) {
      return backbone.freeze(scope, input, place);
    }
    return rows.get(key, () -> freeze(key)).orElseGet(() -> backbone.freeze(scope, input, place));
  }

  /** A row that is kept, or one computed now that belongs to the scope. */
  FrozenRow kept(NDManager scope, Input input, PromptConfig place) {
    return rows.made(new Key(input, placeOnly(place)))
        .flatMap(row -> row)
        .orElseGet(() -> backbone.freeze(scope, input, place));
  }

  /** The number of prompt tokens changes nothing that is frozen. */
  private static PromptConfig placeOnly(PromptConfig place) {
    return new PromptConfig(1, place.layers(), place.pooling());
  }

  private Optional<FrozenRow> freeze(Key key) {
    FrozenRow row = backbone.freeze(manager, key.input(), key.place());
    if (bytes.addAndGet(row.bytes()) > limit) {
      bytes.addAndGet(-row.bytes());
      row.close();
      return Optional.empty();
    }
    return Optional.of(row);
  }

  private float[] feature(Key key) {
    try (NDManager scope = manager.newSubManager()) {
      FrozenRow row = row(scope, key.input(), key.place());
      return backbone.pool(FrozenBatch.of(scope, List.of(row)), key.place(), null).toFloatArray();
    }
  }

  /** Frees rows and backbone. */
  @Override
  public void close() {
    manager.close();
    backbone.close();
  }
}
