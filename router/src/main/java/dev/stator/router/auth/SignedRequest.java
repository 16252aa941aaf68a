package dev.stator.router.auth;

import java.util.List;

/** A request as far as its signature covers it. */
public interface SignedRequest {
  /** The HTTP method, in upper case. */
  String method();

  /** Path and query as they were on the request line. */
  String uri();

  /** All values of a header, in the order received; empty when there is none. */
  List<String> headers(String name);

  /** The body, empty when there is none. The caller of this method does not change it. */
  byte[] body();
}
