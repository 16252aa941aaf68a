package dev.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.server.assembly.NodeStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster on this machine, with scripts for its processes and this process for their answers. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class DevClusterTest {
  private static final int ADMIN_PORTS_FROM = 2_000;

  @TempDir private Path folder;

  private final TestCommand command = new TestCommand();
  private final List<AdminPort> answering = new ArrayList<>();

  @AfterEach
  void hangUp() {
    answering.forEach(AdminPort::close);
  }

  /** Answers at a first endpoint's admin port, and says which endpoint that is. */
  private int answer(Supplier<NodeStatus> status) throws IOException, StartException {
    int admin;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      admin = free.getLocalPort();
    }
    answering.add(AdminPort.start(admin, status, (node, leaves) -> ""));
    return admin - ADMIN_PORTS_FROM;
  }

  private static NodeStatus status(int partitions, int whole) {
    return new NodeStatus(
        "a1", "a", true, 1, partitions, whole, whole, whole, whole, 0, List.of(), new TreeMap<>());
  }

  private Path script(String text) throws IOException {
    Path script = Files.writeString(folder.resolve("launcher"), "#!/bin/sh\n" + text + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private Path cluster(String layout, String pid) throws IOException {
    Path data = Files.createDirectories(folder.resolve("a cluster"));
    Files.createDirectories(data.resolve("a1"));
    Files.writeString(data.resolve("layout"), layout + "\n");
    Files.writeString(data.resolve("a1").resolve("pid"), pid);
    return data;
  }

  private int run(String what, Path data) {
    return command.run(List.of("dev-cluster", what, "--data", data.toString()));
  }

  private static String thisProcess() {
    ProcessHandle here = ProcessHandle.current();
    return here.pid() + " " + here.info().startInstant().orElseThrow() + "\n";
  }

  /** Another cluster has the ports: what its nodes answer says nothing of these. */
  @Test
  void aNodeOfAnotherClusterIsNotTakenForOneOfThis() throws Exception {
    int port = answer(() -> status(1, 1));
    Path launcher = script("sleep 1\necho The peer port is in use.\nexit 1");
    Path data = folder.resolve("new");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() ->
            DevClusterStart.start(
                launcher.toString(),
                1,
                port,
                data,
                new PrintStream(out, true, StandardCharsets.UTF_8)))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "Node a1 has ended; see "
                + data.resolve("a1/output.txt")
                + ":\nThe peer port is in use.");
    assertThat(out.size()).isZero();
    assertThat(run("status", data)).isEqualTo(1);
    assertThat(command.said()).isEqualTo("a1   zone a   down\nWhole: 0 of 0 groups.\n");
  }

  @Test
  void statusIsThatOfTheProcessThatWasStarted() throws Exception {
    Path data = cluster("1 " + answer(() -> status(5, 5)), thisProcess());
    assertThat(run("status", data)).isZero();
    assertThat(command.said()).endsWith("Every group is whole (5).\n");
  }

  /** While leadership moves, two nodes may have said that they lead. */
  @Test
  void groupsAreNotCountedTwice() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    int port = answer(() -> status(5, asked.incrementAndGet() < 3 ? 6 : 5));
    assertThat(run("status", cluster("1 " + port, thisProcess()))).isZero();
    assertThat(command.said()).endsWith("Every group is whole (5).\n");
  }

  /** Nothing is stopped that only has the number of a process that has ended. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "garbage", "1", "1 2020-01-01T00:00:00Z", "99999999999999 x"})
  void aStaleProcessIdIsNobodys(String pid) throws Exception {
    Path data = cluster("1 8000", pid);
    assertThat(run("status", data)).isEqualTo(1);
    assertThat(command.said()).startsWith("a1   zone a   down\n");
    assertThat(run("stop", data)).isZero();
    assertThat(command.said()).isEqualTo("Stopped.\n");
    assertThat(run("stop", data)).isZero();
    assertThat(Files.exists(data.resolve("a1/pid"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "3", "3 x", "x 8000", "3 8000 1", "3 80000000"})
  void aFolderWithoutALayoutHoldsNoCluster(String layout) throws Exception {
    Path data = cluster(layout, "");
    for (String what : List.of("status", "stop")) {
      assertThat(run(what, data)).isEqualTo(1);
      assertThat(command.complained())
          .isEqualTo(
              "There is no cluster in "
                  + data
                  + ": start one with dev-cluster start, or name its --data.\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|8000|--zones must be between 1 and 9.",
        "10|8000|--zones must be between 1 and 9.",
        "3|0|--port must be between 1 and 60000.",
        "3|60001|--port must be between 1 and 60000.",
        "2|8000|holds a cluster with other --zones or another --port: 1 zones from port 8000.",
        "1|8001|holds a cluster with other --zones or another --port: 1 zones from port 8000.",
      })
  void whatCannotStart(int zones, int port, String sentence) throws Exception {
    Path data = cluster("1 8000", "");
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    assertThatThrownBy(() -> DevClusterStart.start("none", zones, port, data, out))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aFileThatCannotBeUsedGetsASentence() throws Exception {
    Path data = cluster("1 8000", "");
    Path pid = data.resolve("a1/pid");
    Files.delete(pid);
    Files.createDirectories(pid.resolve("full"));
    assertThat(run("stop", data)).isEqualTo(1);
    assertThat(command.complained())
        .isEqualTo("The file " + pid + " cannot be used: DirectoryNotEmptyException.\n");
  }
}
