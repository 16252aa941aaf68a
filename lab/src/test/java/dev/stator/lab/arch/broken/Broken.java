package dev.stator.lab.arch.broken;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** One class for each thing that simulated code may not do. */
final class Broken {
  private Broken() {}

  static final class StartsThread {
    void go() {
      Thread.ofPlatform().start(() -> {});
    }
  }

  static final class MakesThread extends Thread {}

  static final class UsesPool {
    Object pool() {
      return Executors.newCachedThreadPool();
    }
  }

  static final class UsesFuture {
    Object later() {
      return CompletableFuture.runAsync(() -> {});
    }
  }

  static final class ReadsNanos {
    long now() {
      return System.nanoTime();
    }
  }

  static final class ReadsMillis {
    long now() {
      return System.currentTimeMillis();
    }
  }

  static final class ReadsInstant {
    Object now() {
      return Instant.now();
    }
  }

  static final class Rolls {
    double roll() {
      return Math.random();
    }
  }

  static final class RollsWithSeed {
    int roll() {
      return new java.util.Random(1).nextInt();
    }
  }

  static final class NamesAtRandom {
    Object name() {
      return UUID.randomUUID();
    }
  }

  static final class OpensFile {
    boolean exists(Path path) {
      return Files.exists(path);
    }
  }

  static final class OpensOldFile {
    boolean exists() {
      return new File("x").exists();
    }
  }

  static final class OpensSocket {
    Object socket() {
      return new java.net.Socket();
    }
  }

  static final class Blocks {
    void await(CountDownLatch latch) throws InterruptedException {
      latch.await();
    }
  }

  static final class WaitsOnMonitor {
    synchronized void await() throws InterruptedException {
      wait();
    }
  }

  static final class OrdersByAddress {
    Object map() {
      return new IdentityHashMap<String, String>();
    }
  }

  static final class HashesByAddress {
    int hash() {
      return System.identityHashCode(this);
    }
  }

  static final class RunsInParallel {
    long count() {
      return List.of(1).parallelStream().count();
    }
  }

  static final class ReadsEnvironment {
    Object home() {
      return System.getenv("HOME");
    }
  }

  static final class MakesEventLoops {
    Object loops() {
      return new io.netty.channel.MultiThreadIoEventLoopGroup(
          1, io.netty.channel.nio.NioIoHandler.newFactory());
    }
  }
}
