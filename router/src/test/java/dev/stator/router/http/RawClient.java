package dev.stator.router.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A bare socket that sends bytes as they are and reads answers. */
final class RawClient implements AutoCloseable {
  static final String AUTH =
      "Authorization: AWS4-HMAC-SHA256 Credential=k/20260101/eu/dynamodb/aws4_request,"
          + " SignedHeaders=host, Signature=00\r\nX-Amz-Date: 20260101T000000Z\r\n";

  record Reply(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  final Socket socket;
  private final BufferedInputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A whole call as bytes. */
  static String post(String target, String body, String... moreHeaders) {
    StringBuilder out =
        new StringBuilder("POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: ")
            .append(target)
            .append("\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: ")
            .append(body.length())
            .append("\r\n")
            .append(AUTH);
    for (String header : moreHeaders) {
      out.append(header).append("\r\n");
    }
    return out.append("\r\n").append(body).toString();
  }

  RawClient send(String bytes) throws IOException {
    return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  Reply read() throws IOException {
    return read(true);
  }

  Reply read(boolean withBody) throws IOException {
    String statusLine = line();
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = withBody ? in.readNBytes(length) : new byte[0];
    return new Reply(Integer.parseInt(statusLine.split(" ")[1]), headers, body);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("after '" + line + "'");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Whether the server ends the connection without another byte. */
  boolean ended() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
