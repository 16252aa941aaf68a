package dev.stator.router.http;

import dev.stator.router.auth.Caller;
import io.netty.buffer.ByteBuf;

/** One request of the API, and the way to answer it. */
public interface ApiCall {
  /** The {@code X-Amz-Target} header as sent, for example {@code DynamoDB_20120810.PutItem}. */
  String target();

  /** The media type of request and answer, for example {@code application/x-amz-json-1.0}. */
  String contentType();

  /** The whole body, empty when there is none. It belongs to the call and is never changed. */
  byte[] body();

  /** Who sent the request. */
  Caller caller();

  /** The id of this request, 52 characters, also sent to the client. */
  String requestId();

  /**
   * Takes room for a further part of the answer, before that is written; whoever answers gives it
   * back.
   *
   * @return false when too many answers are being written, or wait for their clients
   */
  default boolean takeAnswerBytes(int more) {
    return true;
  }

  /** Counts as many more that are written whether there is room or not. */
  default void countAnswerBytes(int more) {}

  /** How many bytes of answers there is room for now, over all calls. */
  default long answerRoom() {
    return Long.MAX_VALUE;
  }

  /**
   * Answers the call. Exactly one of the {@code respond} methods is called, once, from any thread;
   * a second answer is a bug and throws.
   *
   * @param status HTTP status
   * @param body JSON bytes; not changed by anyone afterwards
   */
  void respond(int status, byte[] body);

  /** As {@link #respond(int, byte[])}, with {@code length} bytes from {@code offset}. */
  void respond(int status, byte[] bytes, int offset, int length);

  /** As {@link #respond(int, byte[])}. The buffer's ownership passes to the call. */
  void respond(int status, ByteBuf body);
}
