package dev.cairn.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module without parameters, made from its source text. An archive as {@code
 * torch.jit.save} writes it is a zip file with the source and two small pickles; it is built here
 * in memory, so no native code and no Python is needed to reach any operator of libtorch.
 */
final class TorchScript {

  /** The pickle of an empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  /** The pickle of an {@code Operators} object without attributes. */
  private static final String MODULE = "\u0080\u0002c__torch__\nOperators\n)\u0081}b.";

  /** The version of the operators' signatures: the first with gelu's {@code approximate}. */
  private static final String OPERATOR_VERSION = "10\n";

  private final PtSymbolBlock module;
  private final Object library;
  private final Method runMethod;
  private final Constructor<IValue> result;

  private TorchScript(String source) {
    try {
      PtNDManager manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
      module = JniUtils.loadModule(manager, archive(source), false, false);
      // The public way, IValueUtils.runMethod, turns gradients off; this is the call beneath it.
      Class<?> type = Class.forName("ai.djl.pytorch.jni.PyTorchLibrary");
      Field instance = type.getDeclaredField("LIB");
      instance.setAccessible(true);
      library = instance.get(null);
      runMethod =
          type.getDeclaredMethod(
              "moduleRunMethod",
              long.class,
              String.class,
              long[].class,
              boolean.class,
              boolean.class);
      runMethod.setAccessible(true);
      result = IValue.class.getDeclaredConstructor(long.class);
      result.setAccessible(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("DJL's PyTorch engine is not of the tested version", e);
    }
  }

  /** The module of {@link Operators}, loaded on first use. */
  static TorchScript operators() {
    return Holder.OPERATORS;
  }

  IValue run(String method, IValue... arguments) {
    long[] handles = Arrays.stream(arguments).mapToLong(IValue::getHandle).toArray();
    try {
      return result.newInstance(
          runMethod.invoke(library, module.getHandle(), method, handles, true, false));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InputStream archive(String source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "data.pkl", MODULE);
      put(zip, "code/__torch__.py", source);
      put(zip, "constants.pkl", NO_CONSTANTS);
      put(zip, "version", OPERATOR_VERSION);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static void put(ZipOutputStream zip, String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry("operators/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static String source() {
    try (InputStream in = TorchScript.class.getResourceAsStream("operators.py")) {
      if (in == null) {
        throw new IllegalStateException("operators.py is missing from Cairn's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Holder {
    static final TorchScript OPERATORS = new TorchScript(source());
  }
}
