package dev.stator.cluster.rpc;

/** What two nodes say to each other to make calls. Bytes: {@link RpcCodec1}. */
sealed interface RpcFrame {
  /**
   * Asks for a session, in which calls of this process are told apart. Sent anew until answered.
   *
   * @param callerEra the random number of the calling process
   * @param nonce comes back, so that an old answer is not taken for this one's
   */
  record Open(long callerEra, long nonce) implements RpcFrame {}

  /**
   * The session of the calling process with this one.
   *
   * @param serverEra the random number of the answering process
   */
  record Opened(long callerEra, long nonce, long serverEra, long session) implements RpcFrame {}

  /**
   * A call. Sent once; carried out once at most, and only by the process of {@code serverEra}.
   *
   * @param call counts the calls from one process to one node; never used twice
   * @param timeoutMillis how long the caller waits
   */
  record Request(
      long callerEra,
      long serverEra,
      long session,
      long call,
      int timeoutMillis,
      int service,
      byte[] payload)
      implements RpcFrame {}

  /** The answer of the service. */
  record Response(long callerEra, long call, byte[] payload) implements RpcFrame {}

  /** The call was turned away and will not be carried out. */
  record Refused(long callerEra, long call, String reason) implements RpcFrame {}

  /** The call belongs to no session of the process that it came to, which did nothing. */
  record Stranger(long callerEra, long call) implements RpcFrame {}

  /** The call was carried out, or may have been, but there is no answer that could be sent. */
  record Lost(long callerEra, long call, String reason) implements RpcFrame {}

  /** As {@link Refused}, since there is no room for it now. */
  record Full(long callerEra, long call) implements RpcFrame {}

  /**
   * This process is about to stop: whoever calls it begins no call any more.
   *
   * @param serverEra the random number of the process that stops
   * @param round counts how often it has said so; comes back
   */
  record Leaving(long serverEra, long round) implements RpcFrame {}

  /** No call follows to the process that stops; what was sent before this has been sent. */
  record Heeded(long serverEra, long round) implements RpcFrame {}
}
