package dev.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.storage.engine.DamagedDataException;
import dev.stator.storage.wal.DamagedLogException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said while a node waits for others, and what a member of a cluster needs to begin. */
final class NodeStartTest {
  @TempDir private Path folder;

  /** Two of three zones may be away for days: their absence must not fill a log. */
  @Test
  void aLongWaitIsSaidOftenAtFirstAndThenOnceAMinute() throws Exception {
    List<Long> waits = new ArrayList<>();
    List<String> said = new ArrayList<>();
    Queue<String> reasons = new ArrayDeque<>(List.of("", "Waiting for b:1.", "Waiting for c:1."));
    NodeStart.await(
        millis -> {
          waits.add(millis);
          return waits.size() == 8;
        },
        () -> {
          String reason = reasons.poll();
          return reason == null ? "" : reason;
        },
        "Waiting.",
        said::add);
    assertThat(waits)
        .containsExactly(5_000L, 10_000L, 20_000L, 40_000L, 60_000L, 60_000L, 60_000L, 60_000L);
    assertThat(said)
        .startsWith("Waiting.", "Waiting for b:1.", "Waiting for c:1.", "Waiting.")
        .hasSize(7);
  }

  @Test
  void whoMeetsDamageHearsWhatToDo() {
    DamagedLogException log = new DamagedLogException("The log is damaged");
    assertThat(NodeStart.sentence(log, true))
        .isEqualTo(
            "The log is damaged. If all other nodes of the cluster run, move the data folder away"
                + " and start again: they give this node what it lacks.");
    DamagedDataException data = new DamagedDataException("Stored data is damaged.\n", null);
    assertThat(NodeStart.sentence(data, false))
        .isEqualTo(
            "Stored data is damaged. Look at the disk, and put a copy of the whole data folder in"
                + " its place.");
    assertThat(NodeStart.sentence(new IOException("No."), true)).isEqualTo("No.");
  }

  /** It would be a member that cannot serve: it must not become one. */
  @Test
  void aMemberWhosePortIsTakenDoesNotEvenBegin() throws Exception {
    Path data = folder.resolve("data");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TestCommand command = new TestCommand();
      assertThat(
              command.run(
                  "node --name a1 --zone a --peer-port 9 --join 127.0.0.1:9 --data "
                      + data
                      + " --port "
                      + taken.getLocalPort()))
          .isEqualTo(1);
      assertThat(command.complained())
          .isEqualTo(
              "Port "
                  + taken.getLocalPort()
                  + " is already in use: stop the other process or choose another with --port.\n");
      assertThat(Files.exists(data.resolve("CLUSTER"))).isFalse();
    }
  }

  @Test
  void filesForTlsAreLookedAtBeforeAnythingBegins() {
    Path none = folder.resolve("none");
    TestCommand command = new TestCommand();
    assertThat(
            command.run(
                "node --name a1 --zone a --peer-port 9 --port 9 --join 127.0.0.1:9 --data "
                    + folder
                    + (" --peer-tls-cert=" + none + " --peer-tls-key=b --peer-tls-ca=c")))
        .isEqualTo(1);
    assertThat(command.complained())
        .isEqualTo("The file " + none + " of --peer-tls-cert cannot be read.\n");
  }

  @Test
  void aMemberListensOnAddressesOfThisMachineOnly() {
    // RFC 5737: documentation, nobody's own.
    TestCommand command = new TestCommand();
    assertThat(
            command.run(
                "node --name a1 --zone a --host 192.0.2.1 --insecure --peer-port 9 --port 9"
                    + " --join 192.0.2.1:9 --data "
                    + folder))
        .isEqualTo(1);
    assertThat(command.complained())
        .startsWith("Cannot listen on 192.0.2.1:9, see --host and --port: ")
        .hasLineCount(1);
  }
}
