package dev.stator.router.http;

import dev.stator.base.Check;
import java.time.Duration;

/**
 * Every limit of the front, and what happens there.
 *
 * @param requestBytesMax longest body; beyond it 413 {@code RequestEntityTooLargeException}
 * @param requestLineBytesMax longest request line; beyond it 414
 * @param headerBytesMax longest sum of headers; beyond it 431
 * @param connectionsMax open connections; beyond it 503 {@code ServiceUnavailableException} and the
 *     connection is closed
 * @param callsMax requests being received or worked on, over all connections; beyond it 503 {@code
 *     ServiceUnavailableException}
 * @param bodyBytesMax sum of the bodies of those requests; beyond it 503 {@code
 *     ServiceUnavailableException}
 * @param decodedBytesMax sum of the larger bodies that are being decoded and turned into what is
 *     sent on, at the same time; beyond it 503 {@code ServiceUnavailableException}
 * @param answerBytesMax sum of the larger answers, over all connections, that are being written or
 *     that clients have not taken; beyond it new requests get 503 {@code
 *     ServiceUnavailableException}, and so do those whose answers would grow, but for one
 * @param pipelinedMax requests of one connection that wait for their answer; beyond it the
 *     connection is not read from (what one read of at most 64 KiB brought is still taken)
 * @param unsentBytesMax answers of one connection that the client has not taken; beyond it the
 *     connection is not read from
 * @param requestTime for one whole request after its head came; beyond it 408
 * @param answerTime for the work on one request, which no part of it should ever need; beyond it
 *     500 {@code InternalServerError}
 * @param writeTime without the client taking a byte of a waiting answer; beyond it the connection
 *     is closed
 * @param idleTime without a request; beyond it the connection is closed
 * @param lingerTime for the client to read a last answer before its connection is closed
 * @param lingerBytesMax input thrown away during that time
 */
public record HttpLimits(
    int requestBytesMax,
    int requestLineBytesMax,
    int headerBytesMax,
    int connectionsMax,
    int callsMax,
    long bodyBytesMax,
    long decodedBytesMax,
    long answerBytesMax,
    int pipelinedMax,
    int unsentBytesMax,
    Duration requestTime,
    Duration answerTime,
    Duration writeTime,
    Duration idleTime,
    Duration lingerTime,
    long lingerBytesMax) {

  /** The limits of a server that was told nothing else. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          16 << 20,
          16 << 10,
          32 << 10,
          10_000,
          8_192,
          128L << 20,
          64L << 20,
          64L << 20,
          64,
          1 << 20,
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(180),
          Duration.ofSeconds(2),
          64L << 20);

  /**
   * The default limits for a process whose Java objects and network buffers may take this much: an
   * eighth of it for bodies, half of that for those that are being decoded, which grow several
   * times, and an eighth for answers.
   */
  public static HttpLimits within(long heapBytes) {
    long share = Math.max(heapBytes / 8, DEFAULT.requestBytesMax());
    return new HttpLimits(
        DEFAULT.requestBytesMax(),
        DEFAULT.requestLineBytesMax(),
        DEFAULT.headerBytesMax(),
        DEFAULT.connectionsMax(),
        DEFAULT.callsMax(),
        share,
        Math.max(share / 2, DEFAULT.requestBytesMax()),
        share,
        DEFAULT.pipelinedMax(),
        DEFAULT.unsentBytesMax(),
        DEFAULT.requestTime(),
        DEFAULT.answerTime(),
        DEFAULT.writeTime(),
        DEFAULT.idleTime(),
        DEFAULT.lingerTime(),
        DEFAULT.lingerBytesMax());
  }

  public HttpLimits {
    Check.that(requestBytesMax > 0, "requestBytesMax");
    Check.that(requestLineBytesMax > 0 && headerBytesMax > 0, "head limits");
    Check.that(connectionsMax > 0 && callsMax > 0 && pipelinedMax > 0, "counts");
    Check.that(bodyBytesMax >= requestBytesMax, "one request must fit into bodyBytesMax");
    Check.that(decodedBytesMax >= requestBytesMax, "one request must fit into decodedBytesMax");
    Check.that(answerBytesMax > 0, "answerBytesMax");
    Check.that(unsentBytesMax > 0 && lingerBytesMax >= 0, "bytes");
    Check.that(answerTime.isPositive(), "answerTime");
    Check.that(requestTime.isPositive() && writeTime.isPositive(), "times");
    Check.that(idleTime.isPositive() && lingerTime.isPositive(), "times");
  }
}
