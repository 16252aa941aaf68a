package dev.stator.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes in three zones with real connections between them, without HTTP. */
class ThreeNodesTest {
  private static final int NODES = 3;
  private static final String HOST = "127.0.0.1";
  private static final long WAIT_NANOS_MAX = 60_000_000_000L;

  @TempDir private Path folder;

  private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  private final List<NodeAssembly> nodes = new ArrayList<>();
  private List<String> join = List.of();

  @AfterEach
  void stop() {
    nodes.forEach(NodeAssembly::close);
    assertThat(fatal).isEmpty();
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private void start() throws IOException, InterruptedException {
    List<Integer> ports = freePorts(NODES);
    join = ports.stream().map(port -> HOST + ":" + port).toList();
    for (int i = 0; i < NODES; i++) {
      String zone = String.valueOf((char) ('a' + i));
      open(zone + "1", zone, 8000 + i, ports.get(i));
    }
    for (NodeAssembly node : nodes) {
      assertThat(node.awaitReady(WAIT_NANOS_MAX / 1_000_000L)).as("ready").isTrue();
    }
  }

  private void open(String name, String zone, int port, int peerPort) throws IOException {
    nodes.add(
        NodeAssembly.open(
            NodeSettings.of(folder.resolve(name), "us-east-1", HOST + ":" + port)
                .withCache(16L << 20)
                .in(new ClusterSettings(name, zone, HOST, peerPort, HOST, join, null)),
            fatal::add));
  }

  private TestCalls calls(int node) {
    return new TestCalls(nodes.get(node).handler());
  }

  private void makeTable() {
    assertThat(
            calls(0)
                .call(
                    "CreateTable",
                    """
                    {"TableName":"T1x","BillingMode":"PAY_PER_REQUEST",
                     "AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"}],
                     "KeySchema":[{"AttributeName":"p","KeyType":"HASH"}]}\
                    """)
                .status())
        .isEqualTo(200);
    long deadline = System.nanoTime() + WAIT_NANOS_MAX;
    for (int node = 0; node < NODES; node++) {
      while (!calls(node)
          .call("DescribeTable", "{\"TableName\":\"T1x\"}")
          .body()
          .contains("\"TableStatus\":\"ACTIVE\"")) {
        assertThat(System.nanoTime() - deadline).as("the table becomes active").isNegative();
        LockSupport.parkNanos(5_000_000);
      }
    }
  }

  private TestCalls.Answer put(int node, String key) {
    return calls(node)
        .call("PutItem", "{\"TableName\":\"T1x\",\"Item\":{\"p\":{\"S\":\"%s\"}}}".formatted(key));
  }

  private String get(int node, String key) {
    return calls(node)
        .call(
            "GetItem",
            "{\"TableName\":\"T1x\",\"ConsistentRead\":true,\"Key\":{\"p\":{\"S\":\"%s\"}}}"
                .formatted(key))
        .body();
  }

  /** What every node has noted of the others is of no use; the list that it is started with is. */
  @Test
  void allNodesMayMoveAtOnce() throws Exception {
    start();
    makeTable();
    assertThat(put(1, "before").status()).isEqualTo(200);
    nodes.forEach(NodeAssembly::close);
    nodes.clear();
    start();
    for (int node = 0; node < NODES; node++) {
      assertThat(get(node, "before")).contains("before");
      assertThat(put(node, "after" + node).status()).isEqualTo(200);
    }
  }

  /** Another one of its zone joins before that, and gets all that it has. */
  @Test
  void aNodeLeavesForGood() throws Exception {
    start();
    makeTable();
    assertThat(put(0, "before").status()).isEqualTo(200);
    assertThat(nodes.get(1).remove("a1", true))
        .startsWith("Without node a1 no other one of zone a");
    open("a2", "a", 8000 + NODES, freePorts(1).getFirst());
    assertThat(nodes.getLast().awaitReady(WAIT_NANOS_MAX / 1_000_000L)).as("ready").isTrue();

    assertThat(nodes.get(1).remove("a1", true)).isEmpty();
    long deadline = System.nanoTime() + WAIT_NANOS_MAX;
    while (nodes.getFirst().status().hosted() > 0
        || nodes.stream().anyMatch(node -> node.status().nodes() != NODES)) {
      assertThat(System.nanoTime() - deadline)
          .as("it leaves: %s", nodes.get(1).status())
          .isNegative();
      assertThat(put(1, "meanwhile").status()).isEqualTo(200);
      LockSupport.parkNanos(5_000_000);
    }
    nodes.removeFirst().close();
    for (int node = 0; node < NODES; node++) {
      assertThat(get(node, "before")).contains("before");
      assertThat(get(node, "meanwhile")).contains("meanwhile");
      assertThat(put(node, "after" + node).status()).isEqualTo(200);
    }
  }

  /** Its replicas would be in two zones then, and nobody would know. */
  @Test
  void aNodeDoesNotChangeItsZone() throws Exception {
    start();
    nodes.removeFirst().close();
    open("a1", "b", 8000, freePorts(1).getFirst());
    assertThatThrownBy(() -> nodes.getLast().awaitReady(WAIT_NANOS_MAX / 1_000_000L))
        .hasMessageStartingWith("Node a1 stands in zone a of this cluster")
        .hasMessageContaining("start it with --zone a");
    nodes.removeLast().close();
    open("a1", "a", 8000, freePorts(1).getFirst());
    assertThat(nodes.getLast().awaitReady(WAIT_NANOS_MAX / 1_000_000L)).as("ready").isTrue();
  }

  /** A node that is told to stop serves on, through those that have taken over from it. */
  @Test
  void aNodeThatHasHandedOverServesOn() throws Exception {
    start();
    makeTable();
    assertThat(put(0, "x").status()).isEqualTo(200);
    nodes.get(0).handOver();
    long deadline = System.nanoTime() + WAIT_NANOS_MAX;
    while (nodes.get(0).status().led() > 0) {
      assertThat(System.nanoTime() - deadline).as("nothing is led there").isNegative();
      LockSupport.parkNanos(1_000_000);
    }
    for (int i = 0; i < 50; i++) {
      assertThat(put(i % NODES, "y" + i)).isEqualTo(new TestCalls.Answer(200, "{}"));
    }
    nodes.get(0).close();
    for (int i = 0; i < 50; i++) {
      assertThat(put(1 + i % 2, "z" + i)).isEqualTo(new TestCalls.Answer(200, "{}"));
      assertThat(get(1 + i % 2, "y" + i)).contains("y" + i);
    }
    nodes.removeFirst();
  }
}
