package org.ballast.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * PyTorch by DJL, without the parts of DJL that allow one training per JVM.
 *
 * <p>A result belongs to the manager of an operation's first operand, so operands that live long
 * come second.
 */
public final class Torch {
  private static final String THREADS = "ai.djl.pytorch.num_threads";
  private static final ThreadLocal<Device> DEVICE = ThreadLocal.withInitial(Device::cpu);

  private Torch() {}

  /** Starts the engine on the CPU for this thread; see {@link #start(int, OptionalInt)}. */
  public static void start(int threads) {
    start(threads, OptionalInt.empty());
  }

  /**
   * Loads the engine if need be, without any network, sets its threads, chooses the device of this
   * thread, and turns gradients off on it, where they are on by default. Every thread that uses the
   * engine calls it first.
   *
   * @param threads threads of one operation; the setting holds for the whole process
   * @param gpu the index of a GPU as libtorch counts them; empty for the CPU
   * @throws JobException if the library cannot be loaded, or takes another number of threads
   */
  public static void start(int threads, OptionalInt gpu) {
    engine(threads);
    DEVICE.set(gpu.isPresent() ? Device.gpu(gpu.getAsInt()) : Device.cpu());
    JniUtils.setNumThreads(threads);
    if (JniUtils.getNumThreads() != threads) {
      throw new JobException(
          ExitCode.UNEXPECTED,
          "Cannot set PyTorch's threads: expected "
              + threads
              + ", found "
              + JniUtils.getNumThreads()
              + ". Unset OMP_NUM_THREADS and MKL_NUM_THREADS.");
    }
    JniUtils.setGradMode(false);
  }

  private static synchronized Engine engine(int threads) {
    setUnlessSet(THREADS, Integer.toString(threads));
    setUnlessSet("ai.djl.offline", "true");
    setUnlessSet("OPT_OUT_TRACKING", "true");
    try {
      return Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError e) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot load PyTorch: expected pytorch-native-cpu 2.7.1 (linux-x86_64) on the class path"
              + " or PYTORCH_LIBRARY_PATH with PYTORCH_VERSION=2.7.1, found: "
              + e.getMessage()
              + ". Start by the launcher, or give one of the two.",
          e);
    }
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** The threads that operations use now. */
  public static int threads() {
    return JniUtils.getNumThreads();
  }

  /** The GPUs that libtorch sees; 0 for a build or a machine without them. */
  public static int gpus() {
    return engine(1).getGpuCount();
  }

  /** Where this thread computes: {@code cpu} or, as libtorch names it, {@code cuda:0}. */
  public static String device() {
    Device device = DEVICE.get();
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }

  /** A manager of its own on this thread's device; closing it frees all that belongs to it. */
  static NDManager manager() {
    return engine(1).newBaseManager(DEVICE.get());
  }

  /** Runs with gradients recorded on this thread. */
  static void recording(Runnable body) {
    JniUtils.setGradMode(true);
    try {
      body.run();
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /**
   * A native copy of host values in memory that PyTorch owns and aligns itself.
   *
   * <p>What DJL creates lies in a Java buffer instead: the products' last bits may depend on how it
   * happens to be aligned, and it is freed when Java no longer refers to it, even if a backward
   * pass has yet to read it.
   */
  static NDArray array(NDManager manager, float[] values, long... shape) {
    try (NDArray view = manager.create(values, new Shape(shape))) {
      return view.duplicate();
    }
  }

  /** A native copy of little-endian floats; it does not keep the buffer. */
  static NDArray copy(NDManager manager, ByteBuffer floats, long[] shape) {
    try (NDArray view = manager.create(direct(floats), new Shape(shape), DataType.FLOAT32)) {
      return view.duplicate();
    }
  }

  /** A native copy of indices. */
  static NDArray indices(NDManager manager, int[] values) {
    try (NDArray view = manager.create(values)) {
      return view.toType(DataType.INT64, true);
    }
  }

  private static ByteBuffer direct(ByteBuffer floats) {
    if (floats.isDirect()) {
      return floats;
    }
    ByteBuffer copy = ByteBuffer.allocateDirect(floats.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    return copy.put(floats.duplicate()).flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** x Wᵀ + b: x (…, in), W (out, in), b (out). */
  static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return JniUtils.linear((PtNDArray) x, (PtNDArray) weight, (PtNDArray) bias);
  }

  /**
   * x times a number. DJL's own product leaves the number in a Java buffer, and so must not be
   * recorded.
   */
  static NDArray scaled(NDArray x, double factor) {
    try (NDArray number = array(x.getManager(), new float[] {(float) factor})) {
      return x.mul(number);
    }
  }

  /** Layer normalisation over the last axis, of size {@code gain}'s. */
  static NDArray layerNorm(NDArray x, NDArray gain, NDArray shift, double epsilon) {
    return JniUtils.layerNorm(
        (PtNDArray) x, gain.getShape(), (PtNDArray) gain, (PtNDArray) shift, epsilon);
  }

  /** x Φ(x), by the error function. */
  static NDArray gelu(NDArray x) {
    return JniUtils.gelu((PtNDArray) x);
  }

  /** x/2 · (1 + tanh(√(2/π) (x + .044715 x³))). */
  static NDArray geluTanh(NDArray x) {
    NDArray cubed = scaled(x.mul(x).mul(x), 0.044715);
    NDArray inner = scaled(x.add(cubed), Math.sqrt(2 / Math.PI));
    return scaled(x.add(x.mul(JniUtils.tanh((PtNDArray) inner))), 0.5);
  }

  /** x σ(1.702 x). */
  static NDArray quickGelu(NDArray x) {
    return x.mul(JniUtils.sigmoid((PtNDArray) scaled(x, 1.702)));
  }

  /** max(0, x). */
  static NDArray relu(NDArray x) {
    return JniUtils.relu((PtNDArray) x);
  }

  /** The part [from, to) of an axis, as a view. */
  static NDArray slice(NDArray x, int axis, long from, long to) {
    return JniUtils.slice((PtNDArray) x, axis, from, to, 1);
  }

  /** Arrays one after the other along an axis; the result belongs to the first one's manager. */
  static NDArray concat(int axis, NDArray... parts) {
    PtNDArray[] arrays = new PtNDArray[parts.length];
    System.arraycopy(parts, 0, arrays, 0, parts.length);
    return JniUtils.cat(arrays, axis);
  }

  /** The rows of a table (rows, width) at indices. */
  static NDArray rows(NDArray indices, NDArray table) {
    return JniUtils.embedding((PtNDArray) indices, (PtNDArray) table, false);
  }

  /** Makes an array a leaf whose gradient {@link #backward} fills. */
  static NDArray leaf(NDArray array) {
    JniUtils.attachGradient((PtNDArray) array, true);
    return array;
  }

  /** Adds to every leaf's gradient that of Σ outputs · weights. */
  static void backward(NDArray outputs, NDArray weights) {
    JniUtils.backward((PtNDArray) outputs, (PtNDArray) weights, false, false);
  }

  /** The gradient of a leaf on the host. */
  static float[] gradient(NDArray leaf) {
    try (NDArray gradient = leaf.getGradient()) {
      return gradient.toFloatArray();
    }
  }
}
