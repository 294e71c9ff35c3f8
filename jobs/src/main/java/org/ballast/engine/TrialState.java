package org.ballast.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Json;
import org.jspecify.annotations.Nullable;

/** All that a training carries from step to step; it can be written down and taken up again. */
final class TrialState {
  private static final String KEY = "ballast";
  private static final String HASH = "sha256";

  final Parameters parameters;
  final Optimizer optimizer;
  final List<HistoryRow> history = new ArrayList<>();
  int fallbacks;
  double seconds;
  double stepSeconds;
  @Nullable Snapshot best;
  @Nullable Snapshot last;

  TrialState(Parameters parameters, Optimizer optimizer) {
    this.parameters = parameters;
    this.optimizer = optimizer;
  }

  /** The last step that was made; 0 before the first. */
  int step() {
    return history.size();
  }

  /**
   * The parameters at a step and what they say of the validation split.
   *
   * @param scores class scores by the rows' places
   */
  record Snapshot(int step, Parameters parameters, float[][] scores, SplitReport validation) {

    /** Whether its worst group, or among equals its average, is better. */
    boolean betterThan(@Nullable Snapshot other) {
      if (other == null) {
        return true;
      }
      int worst = compare(validation.worstGroupAccuracy(), other.validation.worstGroupAccuracy());
      int average = compare(validation.averageAccuracy(), other.validation.averageAccuracy());
      return worst > 0 || (worst == 0 && average > 0);
    }

    private static int compare(@Nullable Double a, @Nullable Double b) {
      return Double.compare(a == null ? -1 : a, b == null ? -1 : b);
    }
  }

  /** The part of a checkpoint that is JSON. */
  private record Saved(
      String fingerprint,
      int bestStep,
      int fallbacks,
      double seconds,
      double stepSeconds,
      List<Double> balancer,
      List<HistoryRow> history) {}

  /**
   * Writes everything down.
   *
   * @param fingerprint of settings, backbone and rows
   * @param balancer the balancer's own state
   */
  Checkpoint save(String fingerprint, double[] balancer) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("parameters", vector(parameters.values()));
    List<float[]> moments = optimizer.state();
    for (int i = 0; i < moments.size(); i++) {
      tensors.put("optimizer." + i, vector(moments.get(i)));
    }
    if (best != null) {
      tensors.put("best.parameters", vector(best.parameters().values()));
      tensors.put("best.scores", matrix(best.scores()));
    }
    Saved saved =
        new Saved(
            fingerprint,
            best == null ? 0 : best.step(),
            fallbacks,
            seconds,
            stepSeconds,
            Arrays.stream(balancer).boxed().toList(),
            history);
    String json = new String(Json.write(saved), StandardCharsets.UTF_8);
    Map<String, String> header = Map.of(KEY, json, HASH, hash(json, tensors));
    return new Checkpoint(step(), SafeTensorsWriter.write(tensors, header));
  }

  /**
   * Takes up what {@link #save} wrote.
   *
   * @param val the validation split, whose report is made anew
   * @return the balancer's own state
   * @throws JobException if the checkpoint is broken or of another trial; nothing was changed then
   */
  double[] restore(
      Checkpoint checkpoint, String fingerprint, SplitRows val, TrialSettings settings) {
    SafeTensors file = SafeTensors.parse(checkpoint.bytes(), "the checkpoint");
    String json = file.metadata().getOrDefault(KEY, "");
    if (!hash(json, tensors(file)).equals(file.metadata().get(HASH))) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot resume: expected a checkpoint with the content that its hash tells, found"
              + " another. Delete it to train anew.");
    }
    Saved saved =
        Json.read(json.getBytes(StandardCharsets.UTF_8), Saved.class, "the checkpoint's header");
    if (!saved.fingerprint().equals(fingerprint)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot resume: expected a checkpoint of the same settings, rows and backbone, found"
              + " another one. Delete it to train anew.");
    }
    copy(file, "parameters", parameters.values());
    List<float[]> moments = optimizer.state();
    for (int i = 0; i < moments.size(); i++) {
      copy(file, "optimizer." + i, moments.get(i));
    }
    if (saved.bestStep() > 0) {
      float[][] scores = rows(file.tensor("best.scores"));
      best =
          new Snapshot(
              saved.bestStep(),
              parameters.with(file.tensor("best.parameters").values()),
              scores,
              SplitReport.of(val.rows(), scores, settings.weights()));
    }
    history.addAll(saved.history());
    fallbacks = saved.fallbacks();
    seconds = saved.seconds();
    stepSeconds = saved.stepSeconds();
    return saved.balancer().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Map<String, Tensor> tensors(SafeTensors file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    file.names().forEach(name -> tensors.put(name, file.tensor(name)));
    return tensors;
  }

  /** SHA-256 over header, names and values: the format itself would not notice a flipped bit. */
  private static String hash(String json, Map<String, Tensor> tensors) {
    MessageDigest digest = Digests.sha256();
    digest.update(json.getBytes(StandardCharsets.UTF_8));
    new TreeMap<>(tensors)
        .forEach(
            (name, tensor) -> {
              digest.update(name.getBytes(StandardCharsets.UTF_8));
              ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * tensor.values().length);
              bytes.asFloatBuffer().put(tensor.values());
              digest.update(bytes);
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void copy(SafeTensors file, String name, float[] into) {
    System.arraycopy(file.tensor(name).values(), 0, into, 0, into.length);
  }

  private static Tensor vector(float[] values) {
    return new Tensor(new long[] {values.length}, values.clone());
  }

  private static Tensor matrix(float[][] rows) {
    int width = rows[0].length;
    Tensor tensor = Tensor.zeros(rows.length, width);
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, tensor.values(), i * width, width);
    }
    return tensor;
  }

  private static float[][] rows(Tensor matrix) {
    int width = Math.toIntExact(matrix.shape()[1]);
    float[][] rows = new float[Math.toIntExact(matrix.shape()[0])][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(matrix.values(), i * width, (i + 1) * width);
    }
    return rows;
  }
}
