package org.ballast.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;
import org.jspecify.annotations.Nullable;

/**
 * An encoder as its definition reads: double loops over one row, prompts inserted after CLS as
 * tokens that ask too, their outputs thrown away and replaced at the next prompted layer.
 *
 * @param weights by their names without the family's prefix
 */
record PlainEncoder(
    Map<String, Tensor> weights, Family family, Activation activation, int heads, double epsilon) {
  private static final double GELU_TANH = Math.sqrt(2 / Math.PI);

  /** The tiny BERT. */
  static PlainEncoder bert(Map<String, Tensor> weights) {
    return new PlainEncoder(weights, Family.BERT, Activation.GELU, TinyBert.HEADS, 1e-12);
  }

  /** The tiny BERT's pooled output; prompts [layer][token][width], or of no layer. */
  double[] pool(int[] ids, PromptConfig place, double[][][] prompts) {
    return pool(embed(ids), place, prompts, 0);
  }

  /**
   * The pooled output of a first layer's input.
   *
   * @param prompts [layer][token][width], or of no layer
   * @param leading positions that the mean leaves out
   */
  double[] pool(List<double[]> input, PromptConfig place, double[][][] prompts, int leading) {
    List<double[]> x = input;
    int first = layers() - prompts.length;
    for (int i = 0; i < layers(); i++) {
      int given = i < first ? 0 : prompts[i - first].length;
      List<double[]> read = new ArrayList<>(x);
      if (given > 0) {
        read.addAll(1, List.of(prompts[i - first]));
      }
      List<double[]> out = layer(family.layerNames().at(i), read);
      out.subList(1, 1 + given).clear();
      x = out;
    }
    return readout(place.pooling() == Pooling.CLS ? x.subList(0, 1) : x.subList(leading, x.size()));
  }

  private int layers() {
    int layers = 0;
    while (weights.containsKey(family.layerNames().at(layers).query() + ".weight")) {
      layers++;
    }
    return layers;
  }

  private double[] readout(List<double[]> x) {
    ImageNames names = family.imageNames();
    if (names == null) {
      return mean(x);
    }
    double[] mean = mean(x.stream().map(v -> norm(names.lastNorm(), v)).toList());
    Tensor projection = weights.get(String.valueOf(names.projection()));
    if (projection == null) {
      return mean;
    }
    double[] out = new double[(int) projection.shape()[0]];
    for (int i = 0; i < out.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        out[i] += projection.values()[i * mean.length + j] * mean[j];
      }
    }
    return out;
  }

  private List<double[]> embed(int[] ids) {
    List<double[]> x = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      double[] sum = row("embeddings.word_embeddings.weight", ids[i]);
      add(sum, row("embeddings.position_embeddings.weight", i));
      add(sum, row("embeddings.token_type_embeddings.weight", 0));
      x.add(norm("embeddings.LayerNorm", sum));
    }
    return x;
  }

  private List<double[]> layer(LayerNames names, List<double[]> x) {
    boolean before = family.norms() == NormPlace.BEFORE;
    List<double[]> read = before ? x.stream().map(v -> norm(names.attentionNorm(), v)).toList() : x;
    List<double[]> query = read.stream().map(v -> linear(names.query(), v)).toList();
    List<double[]> key = read.stream().map(v -> linear(names.key(), v)).toList();
    List<double[]> value = read.stream().map(v -> linear(names.value(), v)).toList();
    List<double[]> out = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      double[] mixed = linear(names.output(), attend(query.get(i), key, value));
      scale(mixed, names.attentionScale());
      add(mixed, x.get(i));
      if (!before) {
        mixed = norm(names.attentionNorm(), mixed);
      }
      double[] inner = linear(names.up(), before ? norm(names.outputNorm(), mixed) : mixed);
      for (int k = 0; k < inner.length; k++) {
        inner[k] = activate(inner[k]);
      }
      double[] outer = linear(names.down(), inner);
      scale(outer, names.outputScale());
      add(outer, mixed);
      out.add(before ? outer : norm(names.outputNorm(), outer));
    }
    return out;
  }

  private double activate(double x) {
    return switch (activation) {
      case GELU -> x * (1 + erf(x / Math.sqrt(2))) / 2;
      case GELU_TANH -> x * (1 + Math.tanh(GELU_TANH * (x + 0.044715 * x * x * x))) / 2;
      case QUICK_GELU -> x / (1 + Math.exp(-1.702 * x));
      case RELU -> Math.max(0, x);
    };
  }

  private void scale(double[] x, @Nullable String name) {
    for (int i = 0; name != null && i < x.length; i++) {
      x[i] *= weights.get(name).values()[i];
    }
  }

  private double[] attend(double[] query, List<double[]> key, List<double[]> value) {
    int d = query.length / heads;
    double[] out = new double[query.length];
    for (int from = 0; from < query.length; from += d) {
      double[] scores = new double[key.size()];
      double sum = 0;
      for (int j = 0; j < scores.length; j++) {
        for (int k = from; k < from + d; k++) {
          scores[j] += query[k] * key.get(j)[k] / Math.sqrt(d);
        }
        scores[j] = Math.exp(scores[j]);
        sum += scores[j];
      }
      for (int j = 0; j < scores.length; j++) {
        for (int k = from; k < from + d; k++) {
          out[k] += scores[j] / sum * value.get(j)[k];
        }
      }
    }
    return out;
  }

  private double[] linear(String name, double[] x) {
    float[] weight = weights.get(name + ".weight").values();
    Tensor bias = weights.get(name + ".bias");
    double[] out = new double[weight.length / x.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = bias == null ? 0 : bias.values()[i];
      for (int j = 0; j < x.length; j++) {
        out[i] += weight[i * x.length + j] * x[j];
      }
    }
    return out;
  }

  private double[] norm(String name, double[] x) {
    double mean = 0;
    double variance = 0;
    for (double v : x) {
      mean += v / x.length;
    }
    for (double v : x) {
      variance += (v - mean) * (v - mean) / x.length;
    }
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double unit = (x[i] - mean) / Math.sqrt(variance + epsilon);
      out[i] = unit * weights.get(name + ".weight").values()[i];
      out[i] += weights.get(name + ".bias").values()[i];
    }
    return out;
  }

  private double[] row(String table, int index) {
    double[] row = new double[TinyBert.WIDTH];
    for (int i = 0; i < row.length; i++) {
      row[i] = weights.get(table).values()[index * row.length + i];
    }
    return row;
  }

  private static double[] mean(List<double[]> x) {
    double[] mean = new double[x.get(0).length];
    for (double[] v : x) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += v[i] / x.size();
      }
    }
    return mean;
  }

  private static void add(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] += b[i];
    }
  }

  /** The series 2/√π Σ (−1)ⁿ x^(2n+1)/(n!(2n+1)), exact enough for |x| &lt; 5. */
  private static double erf(double x) {
    if (Math.abs(x) > 5) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 200 && Math.abs(term) > 1e-18; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }
}
