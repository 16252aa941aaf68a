package dev.stator.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A few requests of each common kind to servers of our own, one in memory and one on disk, so that
 * the AOT cache which the JVM writes at exit holds the classes that serving needs.
 */
final class TrainingRun {
  private static final int DESCRIBE_MAX = 1_000;
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

  static void serveAndStop() throws StartException, IOException {
    Path folder = Files.createTempDirectory("stator-training");
    try {
      serveAndStop(ServerConfig.local(0, folder, true));
      serveAndStop(ServerConfig.local(0, folder, false));
    } finally {
      remove(folder);
    }
  }

  private static void serveAndStop(ServerConfig config) throws StartException, IOException {
    try (StatorServer server = StatorServer.start(config);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(5_000);
      for (String call : CALLS) {
        int space = call.indexOf(' ');
        send(socket, call.substring(0, space), call.substring(space + 1));
        if (call.startsWith("CreateTable")) {
          awaitActive(socket);
        }
      }
    }
  }

  private static void awaitActive(Socket socket) throws IOException {
    for (int i = 0; i < DESCRIBE_MAX; i++) {
      if (send(socket, "DescribeTable", "{" + TABLE + "}").contains("\"TableStatus\":\"ACTIVE\"")) {
        return;
      }
    }
    throw new IOException("The table does not become active");
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Answers the first part of the response. */
  private static String send(Socket socket, String operation, String body) throws IOException {
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
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    byte[] some = new byte[64 << 10];
    int length = socket.getInputStream().read(some);
    if (length < 0) {
      throw new IOException("The server ended the connection during " + operation);
    }
    return new String(some, 0, length, StandardCharsets.UTF_8);
  }
}
