package dev.stator.lab.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Loads the product's classes, and the simulation's, anew, with all bugs of {@link ClusterBug} in
 * them: each asks when its method begins whether it is the one that is planted now. So one set of
 * classes, compiled once, plays every schedule with and without its bugs.
 */
final class PlantedClasses extends ClassLoader {
  static final ClassDesc PLANTED = ClassDesc.of(Planted.class.getName());

  private static final String OURS = "dev.stator.";
  private static final MethodTypeDesc IS_HERE =
      MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_int);

  PlantedClasses() {
    super(PlantedClasses.class.getClassLoader());
  }

  /** Plays schedules: given a schedule's or a bug's name, and a seed, what was found, or null. */
  @SuppressWarnings("unchecked")
  BiFunction<String, Long, String> player() {
    try {
      Class<?> type = loadClass(ClusterSchedulePlayer.class.getName());
      return (BiFunction<String, Long, String>) type.getDeclaredConstructor().newInstance();
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
      for (ClusterBug bug : ClusterBug.values()) {
        for (ClusterBug.Change change : bug.changes) {
          if (change.className().equals(name)) {
            bytes = changed(bytes, bug, change);
          }
        }
      }
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] changed(byte[] bytes, ClusterBug bug, ClusterBug.Change change) {
    List<String> found = new ArrayList<>();
    ClassTransform transform =
        (builder, element) -> {
          if (element instanceof MethodModel method
              && method.methodName().equalsString(change.method())
              && method.code().isPresent()) {
            found.add(change.method());
            builder.transformMethod(method, MethodTransform.transformingCode(begins(bug, change)));
          } else {
            builder.with(element);
          }
        };
    ClassFile file = ClassFile.of();
    byte[] changed = file.transformClass(file.parse(bytes), transform);
    if (found.size() != 1) {
      throw new IllegalStateException(
          bug + " is about one method " + change.method() + ", there are " + found.size());
    }
    return changed;
  }

  private static CodeTransform begins(ClusterBug bug, ClusterBug.Change change) {
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        code.loadConstant(bug.ordinal())
            .invokestatic(PLANTED, "isHere", IS_HERE)
            .ifThen(then -> change.body().accept(then));
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        code.with(element);
      }
    };
  }
}
