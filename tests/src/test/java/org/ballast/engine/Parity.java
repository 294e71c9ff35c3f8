package org.ballast.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ballast.config.BackboneConfig;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.jspecify.annotations.Nullable;

/**
 * How far our encoder is from what transformers made of the same checkpoint, rows and prompts: a
 * folder as tests/peers/checkpoints.py writes it. The command line prints it for any such folders.
 *
 * @param hidden the largest difference of any layer's input
 * @param pooled the largest difference of what a head reads, with prompts and without
 * @param gradient the largest difference of a prompt's gradient over the largest gradient
 */
record Parity(double hidden, double pooled, double gradient) {
  private static final int LONGEST = 40;

  /** Compares every layer, row, pooling and number of prompted layers. */
  static Parity of(Path folder) throws IOException {
    BackboneConfig settings = new BackboneConfig(folder.toString(), LONGEST, 8, 0);
    try (TransformerEncoder encoder = Backbones.load(folder, settings);
        NDManager manager = Torch.manager()) {
      SafeTensors golden = SafeTensors.open(folder.resolve("golden.safetensors"));
      List<Input> rows = rows(folder, encoder, golden);
      double hidden = 0;
      double pooled = 0;
      double gradient = 0;
      for (int k = 1; k <= encoder.layers(); k++) {
        hidden = Math.max(hidden, hidden(manager, encoder, golden, rows, k));
        for (Pooling pooling : Pooling.values()) {
          PromptConfig place = new PromptConfig(prompts(golden, k).length(), k, pooling);
          String name = pooling == Pooling.CLS ? "cls" : "mean";
          float[] plain = batchPool(manager, encoder, rows, place, null).toFloatArray();
          pooled = Math.max(pooled, difference(plain, golden.tensor(name)));
          Prompted prompted = Prompted.of(manager, encoder, golden, rows, place);
          Tensor expected = golden.tensor(name + "." + k + ".gradient");
          pooled = Math.max(pooled, difference(prompted.pooled, golden.tensor(name + "." + k)));
          double relative = difference(prompted.gradient, expected) / largest(expected);
          gradient = Math.max(gradient, relative);
        }
      }
      return new Parity(hidden, pooled, gradient);
    }
  }

  private record LastPrompts(float[] values, int length, int width) {}

  private static LastPrompts prompts(SafeTensors golden, int layers) {
    Tensor all = golden.tensor("prompts");
    int each = (int) (all.shape()[1] * all.shape()[2]);
    return new LastPrompts(
        Arrays.copyOfRange(all.values(), all.values().length - layers * each, all.values().length),
        (int) all.shape()[1],
        (int) all.shape()[2]);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Prompted(float[] pooled, float[] gradient) {
    static Prompted of(
        NDManager manager,
        TransformerEncoder encoder,
        SafeTensors golden,
        List<Input> rows,
        PromptConfig place) {
      LastPrompts last = prompts(golden, place.layers());
      Tensor weights = golden.tensor("weights");
      NDArray prompts =
          Torch.array(manager, last.values, 1, place.layers(), last.length, last.width);
      List<Prompted> result = new ArrayList<>();
      Torch.recording(
          () -> {
            Torch.leaf(prompts);
            NDArray pooled = batchPool(manager, encoder, rows, place, prompts);
            Torch.backward(pooled, Torch.array(manager, weights.values(), weights.shape()));
            result.add(new Prompted(pooled.toFloatArray(), Torch.gradient(prompts)));
          });
      return result.get(0);
    }
  }

  private static NDArray batchPool(
      NDManager manager,
      TransformerEncoder encoder,
      List<Input> rows,
      PromptConfig place,
      @Nullable NDArray prompts) {
    List<FrozenRow> frozen = rows.stream().map(r -> encoder.freeze(manager, r, place)).toList();
    return encoder.pool(FrozenBatch.of(manager, frozen), place, prompts);
  }

  /** What the k-th layer from the end reads of every row. */
  private static double hidden(
      NDManager manager, TransformerEncoder encoder, SafeTensors golden, List<Input> rows, int k) {
    PromptConfig place = new PromptConfig(1, k, Pooling.MEAN);
    double largest = 0;
    for (int r = 0; r < rows.size(); r++) {
      float[] ours = encoder.freeze(manager, rows.get(r), place).hidden().toFloatArray();
      float[] all = golden.tensor("hidden." + r).values();
      int from = (encoder.layers() - k) * ours.length;
      expect(all.length == encoder.layers() * ours.length, "as many positions in row " + r);
      float[] layer = Arrays.copyOfRange(all, from, from + ours.length);
      largest = Math.max(largest, difference(ours, new Tensor(new long[] {layer.length}, layer)));
    }
    return largest;
  }

  private static List<Input> rows(Path folder, TransformerEncoder encoder, SafeTensors golden)
      throws IOException {
    List<Input> rows = new ArrayList<>();
    for (int r = 0; golden.has("image." + r); r++) {
      Tensor image = golden.tensor("image." + r);
      byte[] rgb = new byte[image.values().length];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) (int) image.values()[i];
      }
      int height = (int) image.shape()[0];
      ImagePixels pixels = new ImagePixels(height, (int) image.shape()[1], rgb);
      rows.add(((ImageEmbedding) encoder.embedding()).row(pixels));
    }
    Path texts = folder.resolve("texts.json");
    if (Files.exists(texts)) {
      for (JsonNode text : new ObjectMapper().readTree(texts.toFile())) {
        rows.add(encoder.encode(text.asText()));
        int[] ids = ((TokenRow) rows.get(rows.size() - 1)).ids();
        float[] expected = golden.tensor("ids." + (rows.size() - 1)).values();
        boolean equal = ids.length == expected.length;
        for (int i = 0; equal && i < ids.length; i++) {
          equal = ids[i] == expected[i];
        }
        expect(equal, "the tokens " + Arrays.toString(expected) + " of " + text);
      }
    }
    expect(rows.size() > 2, "three rows");
    return rows;
  }

  private static double difference(float[] ours, Tensor theirs) {
    expect(ours.length == theirs.values().length, "equally many numbers");
    double largest = 0;
    for (int i = 0; i < ours.length; i++) {
      double difference = Math.abs((double) ours[i] - theirs.values()[i]);
      largest = difference <= largest ? largest : difference; // keeps a NaN
    }
    return largest;
  }

  /** Runs where no test library is at hand. */
  private static void expect(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("Cannot compare with transformers: expected " + what);
    }
  }

  private static double largest(Tensor tensor) {
    return difference(new float[tensor.values().length], tensor);
  }

  /** Prints the three numbers of every folder given. */
  public static void main(String[] folders) throws IOException {
    Torch.start(1);
    for (String folder : folders) {
      Parity parity = of(Path.of(folder));
      System.out.println(
          folder + " " + parity.hidden + " " + parity.pooled + " " + parity.gradient);
    }
  }
}
