package dev.stator.consensus.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.util.function.BiFunction;

/** Loads this module's classes anew, with one method of them replaced. */
final class Mutants extends ClassLoader {
  private static final String OURS = "dev.stator.consensus.";

  private final LeaseBug bug;

  Mutants(LeaseBug bug) {
    super(Mutants.class.getClassLoader());
    this.bug = bug;
  }

  /** Plays a schedule with the bug; answers what was found, or null. */
  @SuppressWarnings("unchecked")
  String run(String schedule, long seed) {
    try {
      Object made = loadClass(LeaseRun.class.getName()).getDeclaredConstructor().newInstance();
      return ((BiFunction<String, Long, String>) made).apply(schedule, seed);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      if (name.equals(bug.className)) {
        bytes = mutated(bytes);
      }
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] mutated(byte[] bytes) {
    ClassFile file = ClassFile.of();
    boolean[] found = {false};
    byte[] changed =
        file.transformClass(
            file.parse(bytes),
            (ClassTransform)
                (builder, element) -> {
                  if (element instanceof MethodModel method
                      && method.methodName().equalsString(bug.method)) {
                    found[0] = true;
                    builder.withMethodBody(
                        method.methodName(),
                        method.methodType(),
                        method.flags().flagsMask(),
                        this::replace);
                  } else {
                    builder.with(element);
                  }
                });
    if (!found[0]) {
      throw new IllegalStateException(bug + " replaces nothing");
    }
    return changed;
  }

  private void replace(CodeBuilder code) {
    switch (bug.body) {
      case NOTHING -> code.return_();
      case TRUE -> code.iconst_1().ireturn();
      case FALSE -> code.iconst_0().ireturn();
      case LONG_AGO -> code.loadConstant(Long.MIN_VALUE / 4).lreturn();
      case SECOND_LONG -> code.lload(2).lreturn();
      case LEASE_LESS_1_PERCENT -> {
        ClassDesc options = ClassDesc.of(bug.className);
        code.aload(0)
            .getfield(options, "leaseNanos", LeaseBug.LONG)
            .loadConstant(100L)
            .ldiv()
            .loadConstant(99L)
            .lmul()
            .lreturn();
      }
    }
  }
}
