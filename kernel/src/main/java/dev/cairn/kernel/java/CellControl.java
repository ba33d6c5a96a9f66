package dev.cairn.kernel.java;

import static java.util.Objects.requireNonNull;

import dev.cairn.kernel.cell.Shield;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.SPIResolutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs what JShell compiles in this process and on the calling thread. Values and exceptions are
 * kept as they are, where JShell wants texts.
 */
final class CellControl implements ExecutionControl {
  private final SnippetLoader loader;

  /** Held by whoever uses JShell, and let go while the code of a cell runs. */
  private final ReentrantLock compiler;

  private @Nullable Object value;
  private @Nullable Throwable thrown;
  private @Nullable Shield shield;
  private @Nullable Field field;

  CellControl(SnippetLoader loader, ReentrantLock compiler) {
    this.loader = loader;
    this.compiler = compiler;
  }

  /** What the code that runs next is shielded by until it runs. */
  void shieldedBy(@Nullable Shield compiling) {
    shield = compiling;
  }

  /** The value of what ran last; given once. */
  @Nullable Object takeValue() {
    Object taken = value;
    value = null;
    return taken;
  }

  /** What the code threw that ran last; given once. */
  @Nullable Throwable takeThrown() {
    Throwable taken = thrown;
    thrown = null;
    return taken;
  }

  /** Where the variable is that was asked for last. */
  VariableField takeField() {
    return new VariableField(requireNonNull(field));
  }

  @Override
  public void load(ClassBytecodes[] classes) {
    loader.add(classes);
  }

  @Override
  public void redefine(ClassBytecodes[] classes) throws NotImplementedException {
    throw new NotImplementedException("classes are replaced by new ones");
  }

  @Override
  public String invoke(String className, String methodName) throws RunException, InternalException {
    Shield compiling = shield;
    compiler.unlock();
    try {
      if (compiling != null) {
        compiling.lower();
      }
      Method code = loader.loadClass(className).getDeclaredMethod(methodName);
      code.setAccessible(true);
      value = code.invoke(null);
      return "";
    } catch (InvocationTargetException failure) {
      throw kept(failure.getTargetException());
    } catch (ReflectiveOperationException | Error failure) {
      throw kept(failure);
    } finally {
      if (compiling != null) {
        compiling.raise();
      }
      compiler.lock();
    }
  }

  /** JShell alone knows the class that a variable is in, and tells it in this way. */
  @Override
  public String varValue(String className, String varName) throws InternalException {
    try {
      Field found = loader.loadClass(className).getDeclaredField(varName);
      found.setAccessible(true);
      field = found;
      return "";
    } catch (ReflectiveOperationException | LinkageError failure) {
      throw new InternalException(failure.toString());
    }
  }

  @Override
  public void addToClasspath(String path) throws EngineTerminationException {
    try {
      loader.add(Path.of(path));
    } catch (MalformedURLException failure) {
      throw new EngineTerminationException(failure.toString());
    }
  }

  @Override
  public void stop() {}

  @Override
  public Object extensionCommand(String command, Object argument) throws NotImplementedException {
    throw new NotImplementedException(command);
  }

  @Override
  public void close() {}

  private RunException kept(Throwable failure) {
    if (failure instanceof SPIResolutionException unresolved) {
      return new ResolutionException(unresolved.id(), unresolved.getStackTrace());
    }
    thrown = failure;
    return new UserException("", failure.getClass().getName(), new StackTraceElement[0]);
  }
}
