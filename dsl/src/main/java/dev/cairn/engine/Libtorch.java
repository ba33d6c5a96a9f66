package dev.cairn.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Locale;

/** The engine itself: loading it, its devices, its threads and its random seed. */
public final class Libtorch {

  /** DJL's name for the engine. */
  private static final String NAME = "PyTorch";

  private Libtorch() {}

  /**
   * Loads the engine. The first time on a machine it unpacks its libraries into the user's cache.
   *
   * @throws IllegalStateException if there is no library for this system, with the way out
   */
  public static Engine load() {
    try {
      return Engine.getEngine(NAME);
    } catch (EngineException | UnsatisfiedLinkError e) {
      throw new IllegalStateException(
          "the PyTorch engine could not be loaded on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " ("
              + e.getMessage()
              + "); run `cairn doctor` to see what is missing",
          e);
    }
  }

  /** The version of libtorch. */
  public static String version() {
    return load().getVersion();
  }

  /** The version of DJL. */
  public static String djlVersion() {
    return Engine.getDjlVersion();
  }

  /** How many GPUs the engine sees. */
  public static int gpuCount() {
    return load().getGpuCount();
  }

  /**
   * A device by name.
   *
   * @param name "cpu", "gpu" or "gpu:1"; "auto" is the first GPU, else the CPU
   * @throws IllegalArgumentException if there is no such device here
   */
  public static Device device(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.equals("cpu")) {
      return Device.cpu();
    }
    int count = gpuCount();
    if (wanted.equals("auto")) {
      return count > 0 ? Device.gpu(0) : Device.cpu();
    }
    int index = gpuIndex(wanted);
    if (index >= count) {
      throw new IllegalArgumentException(
          "device(\"" + name + "\"): the engine sees " + count + " GPUs here; use \"cpu\"");
    }
    return Device.gpu(index);
  }

  private static int gpuIndex(String name) {
    if (name.equals("gpu")) {
      return 0;
    }
    if (name.matches("gpu:\\d{1,4}")) {
      return Integer.parseInt(name.substring("gpu:".length()));
    }
    throw new IllegalArgumentException(
        "device(\"" + name + "\"): use \"auto\", \"cpu\", \"gpu\" or \"gpu:1\"");
  }

  /** A manager of arrays on a device; closing it closes them. */
  public static NDManager manager(Device device) {
    load();
    return NDManager.newBaseManager(device, NAME);
  }

  /** How many threads one operation uses on the CPU. */
  public static int threads() {
    load();
    return JniUtils.getNumThreads();
  }

  /** Sets how many threads one operation uses on the CPU; sums depend on it. */
  public static void threads(int count) {
    load();
    JniUtils.setNumThreads(count);
  }

  /** Reseeds the engine's random generators, on every device. */
  public static void seed(long seed) {
    load();
    JniUtils.setSeed(seed);
  }
}
