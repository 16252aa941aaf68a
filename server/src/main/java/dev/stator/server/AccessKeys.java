package dev.stator.server;

import dev.stator.router.auth.CredentialsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The access keys of a configuration. Its text form never shows a secret. */
public final class AccessKeys implements CredentialsSource {
  /** No keys: any credentials are accepted. */
  public static final AccessKeys NONE = new AccessKeys(Map.of());

  private static final int KEYS_MAX = 10_000;

  private final Map<String, String> secrets;

  private AccessKeys(Map<String, String> secrets) {
    this.secrets = secrets;
  }

  /**
   * Keys from both places that they can be set in.
   *
   * @param variable {@code id:secret,id:secret}, or null
   * @param file one {@code id:secret} a line, with empty lines and lines starting with # between
   */
  static AccessKeys of(@Nullable String variable, @Nullable Path file) throws StartException {
    Map<String, String> found = new HashMap<>();
    if (variable != null) {
      for (String pair : variable.split(",", -1)) {
        add(found, pair, "STATOR_ACCESS_KEYS");
      }
    }
    if (file != null) {
      for (String line : lines(file)) {
        if (!line.startsWith("#")) {
          add(found, line, file.toString());
        }
      }
    }
    if (found.isEmpty() && file != null) {
      throw new StartException("The file " + file + " has no access keys (id:secret, one a line).");
    }
    if (found.size() > KEYS_MAX) {
      throw new StartException("There are more than " + KEYS_MAX + " access keys.");
    }
    return found.isEmpty() ? NONE : new AccessKeys(Map.copyOf(found));
  }

  private static List<String> lines(Path file) throws StartException {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new StartException("The access key file " + file + " cannot be read.", e);
    }
  }

  private static void add(Map<String, String> found, String pair, String where)
      throws StartException {
    if (pair.isBlank()) {
      return;
    }
    int colon = pair.indexOf(':');
    String id = colon < 0 ? "" : pair.substring(0, colon).strip();
    String secret = pair.substring(colon + 1).strip();
    if (!id.matches("[A-Za-z0-9_]{1,128}") || secret.isEmpty()) {
      throw new StartException(
          where + " has an access key that is not of the form id:secret (letters and digits).");
    }
    found.put(id, secret);
  }

  boolean isEmpty() {
    return secrets.isEmpty();
  }

  @Override
  public @Nullable String secret(String accessKeyId) {
    return secrets.get(accessKeyId);
  }

  @Override
  public String toString() {
    return secrets.size() + " access keys";
  }
}
