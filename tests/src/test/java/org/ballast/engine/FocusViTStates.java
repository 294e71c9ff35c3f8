package org.ballast.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes what onnxruntime makes of the picture with the ViT-S: little-endian floats, [257, 384].
 */
public final class FocusViTStates {
  private static final String LAST = "/backbone/layernorm/Add_1_output_0";

  private FocusViTStates() {}

  /** To the file that is the only argument. */
  public static void main(String[] args) throws Exception {
    Path scratch = Files.createTempDirectory("focus");
    float[][] states = FocusViT.run(List.of(LAST), scratch).get(LAST);
    Files.delete(scratch.resolve("asked.onnx"));
    Files.delete(scratch);
    ByteBuffer bytes =
        ByteBuffer.allocate(states.length * states[0].length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : states) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    Files.write(Path.of(args[0]), bytes.array());
  }
}
