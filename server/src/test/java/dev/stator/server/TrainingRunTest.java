package dev.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The training run's calls, against a server that takes its time as a slow disk makes one. */
class TrainingRunTest {
  private static final int CREATING = 50;

  @Test
  void waitsForTheTableHoweverOftenItMustAsk() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<List<String>> seen =
          CompletableFuture.supplyAsync(() -> answerAll(listening));
      TrainingRun.callAll(listening.getLocalPort());

      List<String> operations = seen.get(30, TimeUnit.SECONDS);
      assertThat(operations).startsWith("CreateTable", "DescribeTable").endsWith("DeleteTable");
      assertThat(operations.stream().filter("DescribeTable"::equals)).hasSize(CREATING + 1);
      assertThat(operations.get(CREATING + 2)).isEqualTo("ListTables");
    }
  }

  /** The operations asked for; the answers come in two parts each. */
  private static List<String> answerAll(ServerSocket listening) {
    List<String> operations = new ArrayList<>();
    try (Socket socket = listening.accept();
        BufferedReader requests =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      int described = 0;
      for (String operation = next(requests); operation != null; operation = next(requests)) {
        operations.add(operation);
        boolean creating = operation.equals("DescribeTable") && described++ < CREATING;
        String body = "{\"TableStatus\":\"" + (creating ? "CREATING" : "ACTIVE") + "\"}";
        write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n");
        write(socket, body);
      }
      return operations;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String next(BufferedReader requests) throws IOException {
    String operation = null;
    int length = 0;
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      if (line.isEmpty()) {
        requests.skip(length);
        return operation;
      }
      if (line.startsWith("X-Amz-Target: ")) {
        operation = line.substring(line.indexOf('.') + 1);
      } else if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    return null;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
