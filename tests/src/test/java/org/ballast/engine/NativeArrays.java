package org.ballast.engine;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Field;
import java.util.Map;

/** Counts what DJL's managers hold, from the root down. */
final class NativeArrays {
  private NativeArrays() {}

  static int count() {
    try (NDManager manager = Torch.manager()) {
      return below(manager.getParentManager());
    }
  }

  private static int below(NDManager manager) {
    try {
      Field field = BaseNDManager.class.getDeclaredField("resources");
      field.setAccessible(true);
      int count = 0;
      for (Object resource : ((Map<?, ?>) field.get(manager)).values()) {
        count += resource instanceof NDManager child ? below(child) : 0;
        count += resource instanceof NDArray ? 1 : 0;
      }
      return count;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Cannot look into DJL's managers.", e);
    }
  }
}
