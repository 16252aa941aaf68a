package dev.stator.server.assembly;

import org.jspecify.annotations.Nullable;

/** A host, or an IPv6 address without its brackets, and a port. */
public record Address(String host, int port) {
  private static final int PORT_MAX = 65_535;

  /** Reads {@code host:port} or {@code [v6]:port}; null when it is neither. */
  public static @Nullable Address of(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      return null;
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return host.isEmpty() || port < 1 || port > PORT_MAX ? null : new Address(host, port);
  }

  /** The text that {@link #of} reads. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
