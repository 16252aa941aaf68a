package dev.stator.router.http;

/** What answers the calls that come through the front. */
public interface RequestHandler {
  /**
   * Takes one call. Runs on an event loop and must not block; the answer may be given within this
   * call or later, from any thread. A handler that throws before it answered is a bug: the front
   * then answers {@code InternalServerError} and logs it.
   */
  void handle(ApiCall call);

  /**
   * Whether there is such an operation. The service tells this to anyone, so it is asked before the
   * caller is authenticated; false is answered with {@code UnknownOperationException}.
   *
   * @param target the {@code X-Amz-Target} header as sent
   */
  default boolean knows(String target) {
    return true;
  }
}
