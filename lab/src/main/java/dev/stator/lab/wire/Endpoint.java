package dev.stator.lab.wire;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Where a DynamoDB endpoint listens.
 *
 * @param host a name or address
 * @param port a TCP port
 */
public record Endpoint(String host, int port) {
  /**
   * A well-formed but unsigned header: local endpoints check its form and accept any credentials.
   */
  private static final String AUTHORIZATION =
      "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request,"
          + " SignedHeaders=host;x-amz-date;x-amz-target, Signature="
          + "0".repeat(64);

  /** Reads {@code http://host:port}; the port is 80 when it is left out. */
  public static Endpoint parse(String url) {
    URI uri = URI.create(url.contains("://") ? url : "http://" + url);
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("Not a plain http URL: " + url);
    }
    return new Endpoint(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
  }

  public static Endpoint loopback(int port) {
    return new Endpoint("127.0.0.1", port);
  }

  public String url() {
    return "http://" + host + ":" + port;
  }

  /**
   * A whole request, head and body, ready for the socket.
   *
   * @param operation of the service's main interface, or a whole target, such as {@code
   *     DynamoDBStreams_20120810.GetRecords}
   */
  public byte[] request(String operation, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    byte[] head = head(operation, body.length).getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private String head(String operation, int bodyBytes) {
    return "POST / HTTP/1.1\r\n"
        + ("Host: " + host + ":" + port + "\r\n")
        + ("X-Amz-Target: " + target(operation) + "\r\n")
        + "Content-Type: application/x-amz-json-1.0\r\n"
        + ("Authorization: " + AUTHORIZATION + "\r\n")
        + "X-Amz-Date: 20260101T000000Z\r\n"
        + ("Content-Length: " + bodyBytes + "\r\n\r\n");
  }

  private static String target(String operation) {
    return operation.indexOf('.') < 0 ? "DynamoDB_20120810." + operation : operation;
  }

  @Override
  public String toString() {
    return url();
  }
}
