package dev.stator.router.http;

import java.io.IOException;

/** Another process listens on the port already. */
public final class PortInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int port;

  PortInUseException(int port, Throwable cause) {
    super("Port " + port + " is already in use", cause);
    this.port = port;
  }

  public int port() {
    return port;
  }
}
