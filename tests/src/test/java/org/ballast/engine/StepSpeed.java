package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.ballast.config.SweepConfig.Method;

/**
 * What one training step costs beside others of the same batch, in turns: balanced against plain,
 * all group gradients in one pass against several, cached frozen parts against recomputed ones, and
 * its arithmetic against the machine's own. The command is in deploy/sizing.md.
 */
public final class StepSpeed {
  private static final int TOKENS = 8;
  private static final int SIDE = 1024;
  private static final int REPEATS = 10;
  private static final long CACHE = 4L << 30;
  private static final double SAME = 1e-3;

  private static final String PRODUCT = "a 1024³ product";
  private static final String PLAIN = "ERM step";
  private static final String THIRD = "last third, cached";
  private static final String THIRD_ANEW = "last third, all frozen layers anew, row by row";
  private static final String LAST = "last layer, cached";
  private static final String LAST_CLS = "last layer, its attention anew, CLS asks";
  private static final String LAST_ALL = "last layer, its attention anew, every position asks";

  private final Path folder;
  private final TransformerEncoder encoder;
  private final List<Input> rows;
  private final SpeedTurns turns = new SpeedTurns();

  private StepSpeed(Path folder, TransformerEncoder encoder, int batch) {
    this.folder = folder;
    this.encoder = encoder;
    this.rows = SpeedShape.rows(encoder, batch);
  }

  /** Shape (minilm, vit-b16, clip-b32), rows in a batch (a multiple of 16), rounds, threads. */
  public static void main(String[] args) throws IOException {
    int batch = args.length > 1 ? Integer.parseInt(args[1]) : 16;
    if (batch % 16 != 0) {
      throw new IllegalArgumentException(
          "Cannot measure batches of " + batch + ": expected a multiple of 16.");
    }
    SpeedShape shape = SpeedShape.named(args.length > 0 ? args[0] : "minilm");
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    int cores = Runtime.getRuntime().availableProcessors();
    Torch.start(args.length > 3 ? Integer.parseInt(args[3]) : cores);
    Path folder = Files.createTempDirectory("ballast-step-");
    try {
      shape.write(folder);
      measure(folder, shape, batch, rounds);
    } finally {
      for (String file :
          List.of("model.safetensors", "config.json", "tokenizer.json", Preprocessing.FILE)) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Files.delete(folder);
    }
  }

  private static void measure(Path folder, SpeedShape shape, int batch, int rounds) {
    TransformerEncoder encoder = shape.load(folder);
    try (NDManager manager = Torch.manager();
        FrozenCache frozen = new FrozenCache(encoder, CACHE, batch)) {
      StepSpeed speed = new StepSpeed(folder, encoder, batch);
      speed.addProduct(manager);
      speed.addSteps(frozen);
      speed.addGradients(frozen, 4);
      speed.addGradients(frozen, 16);
      speed.addCached(frozen);
      speed.addLastLayer(manager);
      speed.turns.run(rounds);
      print(
          "%s, %d rows of %d positions, %d prompt tokens, %d threads, medians of %d",
          shape, batch, speed.rows.get(0).length(), TOKENS, Torch.threads(), rounds);
      speed.print();
    }
  }

  private PromptConfig place(int layers) {
    return new PromptConfig(TOKENS, layers, Pooling.CLS);
  }

  private void addProduct(NDManager manager) {
    Random random = new Random(2);
    float[] numbers = new float[SIDE * SIDE];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextFloat();
    }
    NDArray square = Torch.array(manager, numbers, SIDE, SIDE);
    turns.add(PRODUCT, REPEATS, () -> square.matMul(square).close());
  }

  private void addSteps(FrozenCache frozen) {
    PromptConfig all = place(encoder.layers());
    turns.add(PLAIN, SpeedSteps.of(frozen, all, rows, Method.ERM, 4));
    turns.add(balanced(4), SpeedSteps.of(frozen, all, rows, Method.CPT, 4));
    turns.add(balanced(16), SpeedSteps.of(frozen, all, rows, Method.CPT, 16));
  }

  /** Adds three ways, after a look whether they give the same. */
  private void addGradients(FrozenCache frozen, int m) {
    PromptConfig all = place(encoder.layers());
    Parameters parameters = Parameters.initial(all, Parameters.Sizes.of(encoder), 2, 1);
    int[] classes =
        IntStream.range(0, rows.size()).map(i -> SpeedSteps.label(i, rows.size())).toArray();
    SpeedGroups groups =
        new SpeedGroups(new Learner(frozen, all, null), parameters, rows, classes, m);
    double[][] expected = groups.together();
    same(groups.shared(), expected);
    same(groups.small(), expected);
    turns.add(together(m), groups::together);
    turns.add(shared(m), groups::shared);
    turns.add(small(m), groups::small);
  }

  private static void same(double[][] found, double[][] expected) {
    double distance = SpeedGroups.distance(found, expected);
    if (!(distance < SAME)) {
      throw new IllegalStateException(
          "Cannot compare the ways: expected the same gradients, found them "
              + distance
              + " apart.");
    }
  }

  /** A cache without any room computes its rows anew at each use. */
  private void addCached(FrozenCache frozen) {
    FrozenCache none = new FrozenCache(encoder, 0, rows.size());
    PromptConfig third = place(encoder.layers() / 3);
    turns.add(THIRD, SpeedSteps.of(frozen, third, rows, Method.ERM, 4));
    turns.add(THIRD_ANEW, SpeedSteps.of(none, third, rows, Method.ERM, 4));
    turns.add(LAST, REPEATS, SpeedSteps.of(frozen, place(1), rows, Method.ERM, 4));
  }

  private void addLastLayer(NDManager manager) {
    EncoderLayer layer = SpeedShape.lastLayer(folder, manager);
    turns.add(
        LAST_CLS, REPEATS, anew(new SpeedRecomputed(encoder, layer, SpeedRecomputed.Asking.CLS)));
    turns.add(
        LAST_ALL, REPEATS, anew(new SpeedRecomputed(encoder, layer, SpeedRecomputed.Asking.ALL)));
  }

  private SpeedSteps anew(SpeedRecomputed backbone) {
    return SpeedSteps.of(
        new FrozenCache(backbone, CACHE, rows.size()), place(1), rows, Method.ERM, 4);
  }

  private static String balanced(int m) {
    return "cpt step, " + m + " groups";
  }

  private static String together(int m) {
    return m + " gradients in one pass";
  }

  private static String shared(int m) {
    return m + " backward passes over one graph";
  }

  private static String small(int m) {
    return m + " passes over own rows";
  }

  private void print() {
    print("| what | took | beside | took | figure | asked for |");
    print("|---|---|---|---|---|---|");
    for (int m : new int[] {4, 16}) {
      line(balanced(m), PLAIN, turns.median(balanced(m)) / turns.median(PLAIN), "≤ 1.10");
    }
    for (int m : new int[] {4, 16}) {
      faster(together(m), shared(m), m == 4 ? "≥ 2" : "≥ 6");
      faster(together(m), small(m), m == 4 ? "≥ 1" : "> 1");
    }
    line(PLAIN, PRODUCT, rate(), "≥ 0.8 of its rate");
    faster(THIRD, THIRD_ANEW, "≥ 1.6");
    faster(LAST, LAST_ALL, "≥ 3");
    faster(LAST, LAST_CLS, "");
    print("A product: %.1f GFLOP/s.", productRate() / 1e9);
  }

  /** The step's rate over the product's. */
  private double rate() {
    SpeedFlops flops = new SpeedFlops(SpeedShape.encoder(folder), rows.get(0).length(), TOKENS);
    return flops.perRow() * rows.size() / turns.median(PLAIN) / productRate();
  }

  private double productRate() {
    return 2 * Math.pow(SIDE, 3) / turns.median(PRODUCT);
  }

  private void faster(String what, String than, String target) {
    line(what, than, turns.median(than) / turns.median(what), target);
  }

  private void line(String what, String beside, double figure, String target) {
    print(
        "| %s | %s | %s | %s | %.2f | %s |",
        what, milliseconds(what), beside, milliseconds(beside), figure, target);
  }

  private String milliseconds(String work) {
    return String.format(Locale.ROOT, "%.1f ms", 1e3 * turns.median(work));
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
