package dev.stator.lab.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

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

  /** Whether this machine has etcd at all. */
  public static boolean installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "etcd")));
  }

  private void awaitHealthy() {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!endpoints.stream().allMatch(EtcdCluster::healthy)) {
      if (System.nanoTime() - deadline > 0) {
        String last = members.getFirst().output();
        close();
        throw new IllegalStateException("etcd has no leader after 60 s: " + last);
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  /** A member says so once it knows a leader. */
  private static boolean healthy(String endpoint) {
    try {
      URLConnection asked = URI.create("http://" + endpoint + "/health").toURL().openConnection();
      asked.setConnectTimeout(2_000);
      asked.setReadTimeout(2_000);
      try (InputStream answer = asked.getInputStream()) {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8).contains("\"true\"");
      }
    } catch (IOException notYet) {
      return false;
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
