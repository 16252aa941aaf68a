package dev.stator.server.runtime;

import java.io.IOException;

/** Another process holds the data folder. The message is one sentence for people. */
public final class DataFolderInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  DataFolderInUseException(String message) {
    super(message);
  }
}
