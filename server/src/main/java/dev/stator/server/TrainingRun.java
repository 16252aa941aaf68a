package dev.stator.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A few requests of each common kind to a server of our own, so that the AOT cache which the JVM
 * writes at exit holds the classes that serving needs. The answers do not matter.
 */
final class TrainingRun {
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
          "DescribeTable {" + TABLE + "}",
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
          "DeleteItem {" + TABLE + "," + KEY + "}",
          "DeleteTable {" + TABLE + "}");

  private TrainingRun() {}

  static void against(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      for (String call : CALLS) {
        int space = call.indexOf(' ');
        send(socket, call.substring(0, space), call.substring(space + 1));
      }
    }
  }

  private static void send(Socket socket, String operation, String body) throws IOException {
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
    if (socket.getInputStream().read(some) < 0) {
      throw new IOException("The server ended the connection during " + operation);
    }
  }
}
