package dev.stator.cluster.rpc;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Version 1 of the bytes of calls: {@code docs/formats/rpc-1.md}. */
final class RpcCodec1 {
  /** What a frame has besides the payload, at most. */
  static final int HEADER_BYTES_MAX = 2 + 4 * Long.BYTES + Integer.BYTES + 1;

  private static final byte VERSION = 1;
  private static final byte OPEN = 1;
  private static final byte OPENED = 2;
  private static final byte REQUEST = 3;
  private static final byte RESPONSE = 4;
  private static final byte REFUSED = 5;
  private static final byte STRANGER = 6;
  private static final byte LOST = 7;
  private static final byte LEAVING = 8;
  private static final byte HEEDED = 9;
  private static final byte FULL = 10;
  private static final int REASON_CHARS_MAX = 300;

  private RpcCodec1() {}

  static byte[] encode(RpcFrame frame) {
    return switch (frame) {
      case RpcFrame.Open open ->
          head(OPEN, 2 * Long.BYTES).putLong(open.callerEra()).putLong(open.nonce()).array();
      case RpcFrame.Opened opened ->
          head(OPENED, 4 * Long.BYTES)
              .putLong(opened.callerEra())
              .putLong(opened.nonce())
              .putLong(opened.serverEra())
              .putLong(opened.session())
              .array();
      case RpcFrame.Request request ->
          head(REQUEST, HEADER_BYTES_MAX - 2 + request.payload().length)
              .putLong(request.callerEra())
              .putLong(request.serverEra())
              .putLong(request.session())
              .putLong(request.call())
              .putInt(request.timeoutMillis())
              .put((byte) request.service())
              .put(request.payload())
              .array();
      case RpcFrame.Response response ->
          ending(RESPONSE, response.callerEra(), response.call(), response.payload());
      case RpcFrame.Refused refused ->
          ending(REFUSED, refused.callerEra(), refused.call(), text(refused.reason()));
      case RpcFrame.Stranger stranger ->
          ending(STRANGER, stranger.callerEra(), stranger.call(), new byte[0]);
      case RpcFrame.Lost lost -> ending(LOST, lost.callerEra(), lost.call(), text(lost.reason()));
      case RpcFrame.Full full -> ending(FULL, full.callerEra(), full.call(), new byte[0]);
      case RpcFrame.Leaving leaving ->
          ending(LEAVING, leaving.serverEra(), leaving.round(), new byte[0]);
      case RpcFrame.Heeded heeded ->
          ending(HEEDED, heeded.serverEra(), heeded.round(), new byte[0]);
    };
  }

  /** Null for what is no frame of this version, whatever the bytes are. */
  static @Nullable RpcFrame decode(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (in.get() != VERSION) {
        return null;
      }
      RpcFrame frame = decode(in.get(), in);
      return in.hasRemaining() ? null : frame;
    } catch (BufferUnderflowException tooShort) {
      return null;
    }
  }

  private static @Nullable RpcFrame decode(byte type, ByteBuffer in) {
    return switch (type) {
      case OPEN -> new RpcFrame.Open(in.getLong(), in.getLong());
      case OPENED -> new RpcFrame.Opened(in.getLong(), in.getLong(), in.getLong(), in.getLong());
      case REQUEST ->
          new RpcFrame.Request(
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getInt(),
              Byte.toUnsignedInt(in.get()),
              rest(in));
      case RESPONSE -> new RpcFrame.Response(in.getLong(), in.getLong(), rest(in));
      case REFUSED -> new RpcFrame.Refused(in.getLong(), in.getLong(), reason(in));
      case STRANGER -> new RpcFrame.Stranger(in.getLong(), in.getLong());
      case LOST -> new RpcFrame.Lost(in.getLong(), in.getLong(), reason(in));
      case FULL -> new RpcFrame.Full(in.getLong(), in.getLong());
      case LEAVING -> new RpcFrame.Leaving(in.getLong(), in.getLong());
      case HEEDED -> new RpcFrame.Heeded(in.getLong(), in.getLong());
      default -> null;
    };
  }

  private static byte[] ending(byte type, long era, long number, byte[] rest) {
    return head(type, 2 * Long.BYTES + rest.length).putLong(era).putLong(number).put(rest).array();
  }

  private static ByteBuffer head(byte type, int bytes) {
    return ByteBuffer.allocate(2 + bytes).put(VERSION).put(type);
  }

  private static byte[] text(String reason) {
    int end = Math.min(reason.length(), REASON_CHARS_MAX);
    return reason.substring(0, end).getBytes(StandardCharsets.UTF_8);
  }

  private static String reason(ByteBuffer in) {
    return new String(rest(in), StandardCharsets.UTF_8);
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return rest;
  }
}
