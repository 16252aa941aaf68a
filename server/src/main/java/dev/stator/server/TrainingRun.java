package dev.stator.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A few requests of each common kind to servers of our own, one in memory and one on disk, so that
 * the AOT cache which the JVM writes at exit holds the classes that serving needs.
 */
final class TrainingRun {
  /**
   * How long an answer and a new table may take. Generous: the first start comes right after a
   * build, when the disk may have seconds of work waiting, and a slow disk is no reason to go
   * without.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final long PAUSE_MILLIS = 1;
  private static final String LENGTH = "content-length:";
  private static final String TABLE = "\"TableName\":\"training\"";
  private static final String KEY = "\"Key\":{\"k\":{\"S\":\"a\"}}";

  /** Operation and body, in an order that makes sense. */
  private static final List<String> CALLS =
      List.of(
          "CreateTable {"
              + TABLE
              + ",\"KeySchema\":[{\"AttributeName\":\"k\",\"KeyType\":\"HASH\"}],"
              + "\"AttributeDefinitions\":[{\"AttributeName\":\"k\",\"AttributeType\":\"S\"}],"
              + "\"BillingMode\":\"PAY_PER_REQUEST\"}",
          "ListTables {}",
          "PutItem {" + TABLE + ",\"Item\":{\"k\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}}",
          "GetItem {" + TABLE + "," + KEY + ",\"ConsistentRead\":true}",
          "UpdateItem {"
              + TABLE
              + ","
              + KEY
              + ",\"UpdateExpression\":\"SET n = n + :o\","
              + "\"ExpressionAttributeValues\":{\":o\":{\"N\":\"1\"}}}",
          "Query {"
              + TABLE
              + ",\"KeyConditionExpression\":\"k = :k\","
              + "\"ExpressionAttributeValues\":{\":k\":{\"S\":\"a\"}}}",
          "Scan {" + TABLE + "}",
          "BatchWriteItem {\"RequestItems\":{\"training\":[{\"PutRequest\":{\"Item\":{"
              + "\"k\":{\"S\":\"b\"},\"m\":{\"M\":{\"l\":{\"L\":[{\"BOOL\":true}]}}}}}}]}}",
          "BatchGetItem {\"RequestItems\":{\"training\":{\"Keys\":[{\"k\":{\"S\":\"b\"}}]}}}",
          "PutItem {"
              + TABLE
              + ",\"Item\":{\"k\":{\"S\":\"a\"}},"
              + "\"ConditionExpression\":\"attribute_not_exists(k)\"}",
          "DeleteItem {" + TABLE + "," + KEY + "}",
          "DeleteTable {" + TABLE + "}");

  private TrainingRun() {}

  static void serveAndStop() throws StartException, IOException, InterruptedException {
    Path folder = Files.createTempDirectory("stator-training");
    try {
      serveAndStop(ServerConfig.local(0, folder, true));
      serveAndStop(ServerConfig.local(0, folder, false));
    } finally {
      remove(folder);
    }
  }

  private static void serveAndStop(ServerConfig config)
      throws StartException, IOException, InterruptedException {
    try (StatorServer server = StatorServer.start(config)) {
      callAll(server.port());
    }
  }

  /** Makes each call once, in order, and waits for the table before it goes on. */
  static void callAll(int port) throws IOException, InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      InputStream answers = new BufferedInputStream(socket.getInputStream());
      for (String call : CALLS) {
        int space = call.indexOf(' ');
        send(socket.getOutputStream(), call.substring(0, space), call.substring(space + 1));
        receive(answers);
        if (call.startsWith("CreateTable")) {
          awaitActive(socket.getOutputStream(), answers);
        }
      }
    }
  }

  private static void awaitActive(OutputStream requests, InputStream answers)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < PATIENCE.toNanos()) {
      send(requests, "DescribeTable", "{" + TABLE + "}");
      if (receive(answers).contains("\"TableStatus\":\"ACTIVE\"")) {
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IOException("The table did not become active within " + PATIENCE);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void send(OutputStream requests, String operation, String body)
      throws IOException {
    String request =
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\n"
            + "X-Amz-Target: DynamoDB_20120810."
            + operation
            + "\r\nX-Amz-Date: 20260101T000000Z\r\nAuthorization: AWS4-HMAC-SHA256"
            + " Credential=training/20260101/us-east-1/dynamodb/aws4_request,"
            + " SignedHeaders=host;x-amz-date, Signature=0\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    requests.write(request.getBytes(StandardCharsets.UTF_8));
  }

  /** The body of the next response. */
  private static String receive(InputStream answers) throws IOException {
    int length = 0;
    for (String line = line(answers); !line.isEmpty(); line = line(answers)) {
      if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(line.substring(LENGTH.length()).trim());
      }
    }
    return new String(answers.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static String line(InputStream answers) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = answers.read(); c != '\n'; c = answers.read()) {
      if (c < 0) {
        throw new EOFException("The server ended the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
