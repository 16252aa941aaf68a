package dev.stator.lab.arch;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;

/**
 * What code may not touch when one seed is to decide its whole run: time, randomness, threads,
 * disks and networks other than those of {@code base}, and orders that depend on addresses.
 */
final class SimulatedCode {
  /** Rooms whose code runs under simulation, and in them the packages that do not. */
  private static final Set<String> ROOMS =
      Set.of(
          "base", "model", "storage", "consensus", "cluster", "node", "router", "control", "feeds");

  /** The simulator and its oracles are bound by the same rules; all but their command line. */
  private static final Set<String> SIMULATOR = Set.of("dev.stator.lab.sim", "dev.stator.lab.check");

  private static final List<String> EDGES =
      List.of(
          // The adapter of a library in native code, which has files and threads of its own.
          "dev.stator.storage.engine.rocks",
          // The front's sockets and event loops. What it hands on is a call with bytes.
          "dev.stator.router.http");

  /** Whole packages and classes; a name that ends in a dot is a package with all below it. */
  private static final List<String> FORBIDDEN =
      List.of(
          "java.net.",
          "java.nio.file.",
          "java.nio.channels.",
          "java.io.File",
          "java.io.RandomAccessFile",
          "java.lang.Thread",
          "java.lang.ThreadGroup",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.time.Clock",
          "java.util.Timer",
          "java.util.TimerTask",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.random.",
          "java.security.SecureRandom",
          "java.util.IdentityHashMap",
          "java.util.WeakHashMap",
          "java.util.concurrent.BlockingQueue",
          "java.util.concurrent.BlockingDeque",
          "java.util.concurrent.CompletableFuture",
          "java.util.concurrent.CountDownLatch",
          "java.util.concurrent.CyclicBarrier",
          "java.util.concurrent.Exchanger",
          "java.util.concurrent.ExecutorService",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.Future",
          "java.util.concurrent.Phaser",
          "java.util.concurrent.ScheduledExecutorService",
          "java.util.concurrent.Semaphore",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.locks.Condition",
          "java.util.concurrent.locks.LockSupport",
          "io.netty.channel.",
          "org.rocksdb.");

  /** Words of the Disk seam's contract: names of failures, not ways to a disk. */
  private static final Set<String> ALLOWED =
      Set.of(
          "java.nio.channels.ClosedChannelException",
          "java.nio.file.FileAlreadyExistsException",
          "java.nio.file.NoSuchFileException",
          "java.nio.file.FileSystemException");

  /** Single methods of classes that are otherwise harmless. */
  private static final Set<String> FORBIDDEN_CALLS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.identityHashCode",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.Math.random",
          "java.lang.StrictMath.random",
          "java.lang.Object.wait",
          "java.util.Collections.shuffle",
          "java.util.UUID.randomUUID");

  private static final Set<String> FORBIDDEN_METHOD_NAMES = Set.of("parallelStream", "parallel");

  private SimulatedCode() {}

  static boolean is(JavaClass type) {
    String packageName = type.getPackageName();
    if (SIMULATOR.contains(packageName)) {
      return !type.getName().equals("dev.stator.lab.sim.SimMain");
    }
    return ROOMS.contains(House.roomOf(packageName)) && !EDGES.contains(packageName);
  }

  static ArchCondition<JavaClass> takesAllFromBase() {
    return new ArchCondition<>("take time, order, randomness, disk and network from base alone") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          if (forbidden(dependency.getTargetClass().getBaseComponentType().getName())) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
        for (JavaCodeUnitAccess<?> call : type.getCodeUnitCallsFromSelf()) {
          report(type, call, events);
        }
        for (JavaCodeUnitAccess<?> reference : type.getCodeUnitReferencesFromSelf()) {
          report(type, reference, events);
        }
      }
    };
  }

  private static void report(JavaClass type, JavaCodeUnitAccess<?> access, ConditionEvents events) {
    if (forbiddenCall(access)) {
      events.add(SimpleConditionEvent.violated(type, access.getDescription()));
    }
  }

  private static boolean forbidden(String name) {
    String outer = name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
    if (ALLOWED.contains(outer)) {
      return false;
    }
    for (String entry : FORBIDDEN) {
      boolean hit =
          entry.endsWith(".") || entry.equals("java.io.File")
              ? outer.startsWith(entry)
              : outer.equals(entry);
      if (hit) {
        return true;
      }
    }
    return false;
  }

  private static boolean forbiddenCall(JavaCodeUnitAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String method = access.getTarget().getName();
    return FORBIDDEN_CALLS.contains(owner + "." + method)
        || (owner.startsWith("java.time.") && method.equals("now"))
        || (owner.startsWith("java.util.") && FORBIDDEN_METHOD_NAMES.contains(method));
  }
}
