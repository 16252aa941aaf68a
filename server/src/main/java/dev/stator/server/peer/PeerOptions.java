package dev.stator.server.peer;

import dev.stator.base.Check;

/**
 * Limits and times of connections between nodes.
 *
 * @param messageBytesMax the largest message; larger ones are dropped by the sender, and end the
 *     connection when one comes in
 * @param queueBytesMax bytes that wait for one node; beyond it messages to it are dropped
 * @param peersMax nodes that may be connected
 * @param strangersMax connections that have not said who they are
 * @param helloMillis how long one has to say who it is
 * @param connectMillis how long a connection may take to come about
 * @param keepAliveMillis a connection that has been silent for so long says that it is there
 * @param silenceMillis one that hears nothing for so long is given up
 * @param retryMillisMin the first wait before connecting again; it doubles
 * @param retryMillisMax the longest
 * @param refusedRetryMillis the wait after a refusal
 */
public record PeerOptions(
    int messageBytesMax,
    long queueBytesMax,
    int peersMax,
    int strangersMax,
    int helloMillis,
    int connectMillis,
    int keepAliveMillis,
    int silenceMillis,
    int retryMillisMin,
    int retryMillisMax,
    int refusedRetryMillis) {
  /** 16 MiB a message: an append of 512 KiB and the largest entry of a transaction. */
  public static final PeerOptions DEFAULT =
      new PeerOptions(16 << 20, 32L << 20, 1024, 256, 3000, 1000, 1000, 5000, 50, 1000, 5000);

  public PeerOptions {
    Check.that(messageBytesMax >= 1024, "a message has room for more than a greeting");
    Check.that(queueBytesMax >= messageBytesMax, "the largest message can be queued");
    Check.that(peersMax > 0 && strangersMax > 0, "limits are positive");
    Check.that(helloMillis > 0 && connectMillis > 0, "connections take time");
    Check.that(
        0 < keepAliveMillis && 2 * keepAliveMillis <= silenceMillis,
        "a connection says that it is there before it is given up");
    Check.that(
        0 < retryMillisMin && retryMillisMin <= retryMillisMax && refusedRetryMillis > 0,
        "waits are positive and ordered");
  }

  /** With other limits in bytes. */
  public PeerOptions withBytes(int messageMax, long queueMax) {
    return new PeerOptions(
        messageMax,
        queueMax,
        peersMax,
        strangersMax,
        helloMillis,
        connectMillis,
        keepAliveMillis,
        silenceMillis,
        retryMillisMin,
        retryMillisMax,
        refusedRetryMillis);
  }

  /** With other times after which silence ends a connection. */
  public PeerOptions withSilence(int keepAlive, int silence, int hello) {
    return new PeerOptions(
        messageBytesMax,
        queueBytesMax,
        peersMax,
        strangersMax,
        hello,
        connectMillis,
        keepAlive,
        silence,
        retryMillisMin,
        retryMillisMax,
        refusedRetryMillis);
  }
}
