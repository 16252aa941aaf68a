package dev.stator.router.auth;

import org.jspecify.annotations.Nullable;

/** Where the secrets of known access keys come from. Called on event loops: it must not block. */
@FunctionalInterface
public interface CredentialsSource {
  /** The secret of an access key, or null when the key is not known. */
  @Nullable String secret(String accessKeyId);
}
