package org.ballast.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ballast.config.PromptConfig;
import org.ballast.config.PromptConfig.Pooling;

/**
 * The tiny encoder as its definition reads: double loops over one row, prompts inserted after CLS
 * as tokens that ask too, their outputs thrown away and replaced at the next prompted layer.
 */
final class PlainBert {
  private final Map<String, Tensor> weights;

  PlainBert(Map<String, Tensor> weights) {
    this.weights = weights;
  }

  /** The pooled output; prompts [layer][token][width], or of no layer. */
  double[] pool(int[] ids, PromptConfig place, double[][][] prompts) {
    List<double[]> x = embed(ids);
    int first = TinyBert.LAYERS - prompts.length;
    for (int i = 0; i < TinyBert.LAYERS; i++) {
      int given = i < first ? 0 : prompts[i - first].length;
      List<double[]> read = new ArrayList<>(x);
      if (given > 0) {
        read.addAll(1, List.of(prompts[i - first]));
      }
      List<double[]> out = layer("encoder.layer." + i + ".", read);
      out.subList(1, 1 + given).clear();
      x = out;
    }
    return place.pooling() == Pooling.CLS ? x.get(0) : mean(x);
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

  private List<double[]> layer(String name, List<double[]> x) {
    List<double[]> query = x.stream().map(v -> linear(name + "attention.self.query", v)).toList();
    List<double[]> key = x.stream().map(v -> linear(name + "attention.self.key", v)).toList();
    List<double[]> value = x.stream().map(v -> linear(name + "attention.self.value", v)).toList();
    List<double[]> out = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      double[] mixed = linear(name + "attention.output.dense", attend(query.get(i), key, value));
      add(mixed, x.get(i));
      mixed = norm(name + "attention.output.LayerNorm", mixed);
      double[] inner = linear(name + "intermediate.dense", mixed);
      for (int k = 0; k < inner.length; k++) {
        inner[k] = inner[k] * (1 + erf(inner[k] / Math.sqrt(2))) / 2;
      }
      double[] outer = linear(name + "output.dense", inner);
      add(outer, mixed);
      out.add(norm(name + "output.LayerNorm", outer));
    }
    return out;
  }

  private static double[] attend(double[] query, List<double[]> key, List<double[]> value) {
    int d = TinyBert.WIDTH / TinyBert.HEADS;
    double[] out = new double[TinyBert.WIDTH];
    for (int from = 0; from < TinyBert.WIDTH; from += d) {
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
    float[] bias = weights.get(name + ".bias").values();
    double[] out = new double[bias.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = bias[i];
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
      double unit = (x[i] - mean) / Math.sqrt(variance + 1e-12);
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
