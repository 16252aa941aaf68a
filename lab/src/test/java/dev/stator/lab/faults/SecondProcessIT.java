package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.process.FreePort;
import dev.stator.lab.process.ServerProcess;
import dev.stator.lab.process.StatorProcess;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that cannot work: one clear sentence and an exit code, and no harm done. */
class SecondProcessIT {
  @Test
  void aSecondProcessOnTheSameFolderIsRefused(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    try (StatorProcess first = StatorProcess.started(StatorProcess.Config.durable(data))) {
      assertThat(refusal(StatorProcess.Config.durable(data)))
          .containsIgnoringCase(data.toString())
          .containsAnyOf("use", "another", "already");
      try (RawClient client = RawClient.to(first.endpoint())) {
        client.call("ListTables", "{}").orThrow();
      }
    }
  }

  @Test
  void aFolderOfANewerFormatIsRefused(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    StatorProcess.Config config = StatorProcess.Config.durable(data);
    try (StatorProcess first = StatorProcess.started(config)) {
      first.stop();
    }
    Path marker = data.resolve("FORMAT");
    String before = Files.readString(marker);
    Files.writeString(marker, before.replaceAll("\\d+", "999"));
    assertThat(refusal(config)).contains("999").containsIgnoringCase("newer");
    Files.writeString(marker, before);
    try (StatorProcess again = StatorProcess.started(config)) {
      assertThat(again.process().alive()).isTrue();
    }
  }

  @Test
  void badPortsAreRefused(@TempDir Path folder) throws Exception {
    assertThat(refusal(onPort(70_000, folder))).contains("70000").containsIgnoringCase("port");
    assertThat(refusal(onPort(-1, folder))).contains("-1").containsIgnoringCase("port");
    StatorProcess.Config taken = onPort(FreePort.find(), folder);
    try (ServerSocket holder =
        new ServerSocket(taken.port(), 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(refusal(taken)).contains(Integer.toString(holder.getLocalPort()));
    }
  }

  private static StatorProcess.Config onPort(int port, Path folder) {
    return new StatorProcess.Config(port, folder.resolve("data-" + port), List.of(), Map.of());
  }

  /** The one sentence with which the start fails. */
  private static String refusal(StatorProcess.Config config) throws IOException {
    try (ServerProcess process = new StatorProcess(config).launch()) {
      int code = process.awaitEnd(Duration.ofSeconds(60));
      String output = process.output();
      System.out.println(code + ": " + output);
      assertThat(code).as("exit code: %s", output).isNotZero();
      assertThat(output).doesNotContain("\tat ", "Exception in thread");
      assertThat(output.lines().filter(line -> !line.isBlank()))
          .as("lines of %s", output)
          .hasSizeBetween(1, 2);
      return output;
    }
  }
}
