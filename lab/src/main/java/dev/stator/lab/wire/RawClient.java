package dev.stator.lab.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * One kept-alive connection, one call at a time. Not thread safe. After an {@link IOException} the
 * outcome of the call is unknown and the next call opens a new connection.
 */
public final class RawClient implements AutoCloseable {
  private static final int BODY_BYTES_MAX = 32 << 20;
  private static final int LINE_BYTES_MAX = 16 << 10;

  private final Endpoint endpoint;
  private final int timeoutMs;
  private Connection connection = new Connection(new Socket(), InputStream.nullInputStream());

  private record Connection(Socket socket, InputStream in) {}

  public RawClient(Endpoint endpoint, Duration timeout) {
    this.endpoint = endpoint;
    this.timeoutMs = Math.toIntExact(timeout.toMillis());
  }

  /** A client that waits at most ten seconds for an answer. */
  public static RawClient to(Endpoint endpoint) {
    return new RawClient(endpoint, Duration.ofSeconds(10));
  }

  /** Sends one operation and waits for its answer. */
  public Answer call(String operation, String json) throws IOException {
    return exchange(endpoint.request(operation, json));
  }

  /** Sends these bytes as they are and reads one answer. */
  public Answer exchange(byte[] request) throws IOException {
    try {
      Connection open = connect();
      open.socket().getOutputStream().write(request);
      return readAnswer(open.in());
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Whether the last answer left the connection open. */
  public boolean connected() {
    return connection.socket().isConnected() && !connection.socket().isClosed();
  }

  private Connection connect() throws IOException {
    if (!connected()) {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(timeoutMs);
      socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), timeoutMs);
      connection = new Connection(socket, new BufferedInputStream(socket.getInputStream(), 8192));
    }
    return connection;
  }

  private Answer readAnswer(InputStream in) throws IOException {
    String statusLine = readLine(in);
    if (!statusLine.startsWith("HTTP/1.1 ") || statusLine.length() < 12) {
      throw new IOException("Not an HTTP answer: " + statusLine);
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    int length = -1;
    boolean chunked = false;
    boolean last = false;
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      } else if (header.startsWith("transfer-encoding:")) {
        chunked = header.contains("chunked");
      } else if (header.startsWith("connection:")) {
        last = header.contains("close");
      }
    }
    byte[] body = chunked ? readChunks(in) : readBody(in, length);
    if (last || (!chunked && length < 0)) {
      close();
    }
    return new Answer(status, new String(body, StandardCharsets.UTF_8));
  }

  private static byte[] readBody(InputStream in, int length) throws IOException {
    int wanted = length < 0 ? BODY_BYTES_MAX : length;
    if (wanted > BODY_BYTES_MAX) {
      throw new IOException("A body of " + wanted + " B is more than this client takes");
    }
    byte[] body = in.readNBytes(wanted);
    if (length >= 0 && body.length < length) {
      throw new EOFException("The answer ended after " + body.length + " of " + length + " B");
    }
    return body;
  }

  private static byte[] readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String sizeLine = readLine(in);
      int end = sizeLine.indexOf(';');
      int size = Integer.parseInt(end < 0 ? sizeLine : sizeLine.substring(0, end), 16);
      if (body.size() + size > BODY_BYTES_MAX) {
        throw new IOException("A chunked body is more than this client takes");
      }
      body.write(readBody(in, size));
      readLine(in);
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The connection ended in the head of an answer");
      }
      if (line.length() >= LINE_BYTES_MAX) {
        throw new IOException("A header line is longer than " + LINE_BYTES_MAX + " B");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** Closes the connection; a later call opens another. */
  @Override
  public void close() {
    try {
      connection.socket().close();
    } catch (IOException e) {
      // Nothing of ours is lost with a socket that fails to close.
    }
  }
}
