package dev.stator.server.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes into frames and checks them. The first fault ends the reading: what comes after it
 * cannot be trusted to be what it seems.
 */
final class FrameReader extends ByteToMessageDecoder {
  private final Sink sink;
  private final int messageBytesMax;
  private boolean broken;

  /** Gets frames, in order. */
  interface Sink {
    /** Whether messages may come now, which are larger than anything else. */
    boolean takesMessages();

    void frame(byte type, byte[] payload);

    void broken(String why);
  }

  FrameReader(Sink sink, int messageBytesMax) {
    this.sink = sink;
    this.messageBytesMax = messageBytesMax;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < Frames1.HEADER_BYTES) {
      return;
    }
    int start = in.readerIndex();
    int length = in.getInt(start);
    byte version = in.getByte(start + 8);
    byte type = in.getByte(start + 9);
    String fault = fault(length, version, type);
    if (fault != null) {
      fail(in, fault);
      return;
    }
    if (in.readableBytes() - Frames1.HEADER_BYTES < length) {
      return;
    }
    int checksum = in.getInt(start + 4);
    byte[] payload = new byte[length];
    in.skipBytes(Frames1.HEADER_BYTES);
    in.readBytes(payload);
    if (Frames1.checksum(version, type, payload) != checksum) {
      fail(in, "a frame whose checksum does not match");
      return;
    }
    sink.frame(type, payload);
  }

  private @Nullable String fault(int length, byte version, byte type) {
    if (version != Frames1.VERSION) {
      return "frames of version " + version;
    }
    if (type < Frames1.HELLO || type > Frames1.KEEP_ALIVE) {
      return "a frame of type " + type;
    }
    int max =
        type == Frames1.MESSAGE && sink.takesMessages() ? messageBytesMax : Frames1.SMALL_BYTES_MAX;
    return length < 0 || length > max ? "a frame of " + length + " bytes" : null;
  }

  private void fail(ByteBuf in, String why) {
    broken = true;
    in.skipBytes(in.readableBytes());
    sink.broken(why);
  }
}
