package dev.stator.router.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Derived signing keys, kept because a client derives the same one for a whole day. */
final class SigningKeys {
  /** Key and scope pairs kept; when there are more, all are dropped and derived again. */
  static final int KEYS_MAX = 1024;

  private static final String HMAC = "HmacSHA256";

  private record Scope(String secret, String day, String region, String service) {}

  private final ConcurrentHashMap<Scope, SecretKeySpec> keys = new ConcurrentHashMap<>();

  SecretKeySpec key(String secret, String day, String region, String service) {
    Scope scope = new Scope(secret, day, region, service);
    SecretKeySpec known = keys.get(scope);
    if (known != null) {
      return known;
    }
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String step : new String[] {day, region, service, "aws4_request"}) {
      key = hmac(new SecretKeySpec(key, HMAC), step);
    }
    SecretKeySpec derived = new SecretKeySpec(key, HMAC);
    if (keys.size() >= KEYS_MAX) {
      keys.clear();
    }
    keys.put(scope, derived);
    return derived;
  }

  int size() {
    return keys.size();
  }

  static byte[] hmac(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + HMAC, e);
    }
  }
}
