package dev.stator.server.peer;

import dev.stator.server.runtime.RealRandom;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A node that has nothing but its connections. */
final class TestPeer implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  final PeerNetwork network;
  final List<String> got = new CopyOnWriteArrayList<>();
  final List<String> links = new CopyOnWriteArrayList<>();
  final List<Throwable> fatal = new CopyOnWriteArrayList<>();

  TestPeer(String name, String cluster) throws IOException {
    this(name, cluster, 0, PeerOptions.DEFAULT, null);
  }

  TestPeer(String name, String cluster, int port, PeerOptions options, @Nullable PeerTls tls)
      throws IOException {
    network =
        PeerNetwork.start(
            HOST,
            port,
            new PeerNetwork.Settings(name, cluster, options, new RealRandom(), tls),
            new PeerLinks() {
              @Override
              public void up(String node) {
                links.add("+" + node);
              }

              @Override
              public void down(String node) {
                links.add("-" + node);
              }
            },
            fatal::add);
    network.receive((from, message) -> got.add(from + ":" + message.length));
  }

  int port() {
    return network.boundPort();
  }

  void knows(TestPeer other) {
    network.address(other.network.self(), HOST, other.port());
  }

  boolean connectedTo(TestPeer... others) {
    return network.connected().equals(List.of(others).stream().map(p -> p.network.self()).toList());
  }

  @Override
  public void close() {
    network.close();
  }

  /** Waits for something to be so, ten seconds at most. */
  static boolean await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }
}
