package dev.stator.lab.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Three members of etcd on loopback, with its defaults: each put is synced by a quorum. */
public final class EtcdCluster implements AutoCloseable {
  private static final int MEMBERS = 3;

  private final List<ServerProcess> members = new ArrayList<>();
  private final List<String> endpoints = new ArrayList<>();

  private EtcdCluster() {}

  /** Starts them on new data under the folder, and waits until they agree on a leader. */
  public static EtcdCluster start(Path folder) {
    EtcdCluster cluster = new EtcdCluster();
    List<String> peers = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      peers.add("http://127.0.0.1:" + FreePort.find());
      cluster.endpoints.add("127.0.0.1:" + FreePort.find());
      names.add("m" + i + "=" + peers.get(i));
    }
    for (int i = 0; i < MEMBERS; i++) {
      String client = "http://" + cluster.endpoints.get(i);
      ProcessBuilder command =
          new ProcessBuilder(
              "etcd",
              "--name",
              "m" + i,
              "--data-dir",
              folder.resolve("m" + i).toString(),
              "--listen-peer-urls",
              peers.get(i),
              "--initial-advertise-peer-urls",
              peers.get(i),
              "--listen-client-urls",
              client,
              "--advertise-client-urls",
              client,
              "--initial-cluster",
              String.join(",", names),
              "--quota-backend-bytes",
              "8589934592");
      cluster.members.add(ServerProcess.start("etcd m" + i, command));
    }
    cluster.awaitHealthy();
    return cluster;
  }

  private void awaitHealthy() {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try {
        Tool.run("etcdctl", "--endpoints=" + String.join(",", endpoints), "endpoint", "health");
        return;
      } catch (IllegalStateException e) {
        if (System.nanoTime() - deadline > 0) {
          close();
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      }
    }
  }

  /** Each as {@code host:port}. */
  public List<String> endpoints() {
    return List.copyOf(endpoints);
  }

  @Override
  public void close() {
    members.forEach(ServerProcess::close);
  }
}
