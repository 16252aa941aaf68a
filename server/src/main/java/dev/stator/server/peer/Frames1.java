package dev.stator.server.peer;

import dev.stator.base.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Version 1 of the bytes between nodes: {@code docs/formats/peer-frames-1.md}. */
final class Frames1 {
  static final int HEADER_BYTES = 10;
  static final byte VERSION = 1;

  static final byte HELLO = 1;
  static final byte REFUSAL = 2;
  static final byte MESSAGE = 3;
  static final byte KEEP_ALIVE = 4;

  /** The largest payload before the other side has said who it is, and of all but messages. */
  static final int SMALL_BYTES_MAX = 512;

  private static final int REASON_CHARS_MAX = 120;
  private static final byte[] NOTHING = new byte[0];

  private Frames1() {}

  /** A whole frame. */
  static byte[] frame(byte type, byte[] payload) {
    byte[] frame = new byte[HEADER_BYTES + payload.length];
    header(frame, type, payload);
    System.arraycopy(payload, 0, frame, HEADER_BYTES, payload.length);
    return frame;
  }

  /** Writes the header of a frame into the first bytes of an array. */
  static void header(byte[] into, byte type, byte[] payload) {
    Bytes.putInt(into, 0, payload.length);
    Bytes.putInt(into, 4, checksum(VERSION, type, payload));
    into[8] = VERSION;
    into[9] = type;
  }

  static int checksum(byte version, byte type, byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(version);
    crc.update(type);
    crc.update(payload, 0, payload.length);
    return (int) crc.getValue();
  }

  static byte[] keepAlive() {
    return frame(KEEP_ALIVE, NOTHING);
  }

  static byte[] refusal(String reason) {
    String cut = reason.substring(0, Math.min(reason.length(), REASON_CHARS_MAX));
    return frame(REFUSAL, cut.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] hello(Hello hello) {
    byte[] node = hello.node().getBytes(StandardCharsets.US_ASCII);
    byte[] cluster = hello.clusterId().getBytes(StandardCharsets.US_ASCII);
    byte[] payload =
        ByteBuffer.allocate(1 + Long.BYTES + 2 + node.length + cluster.length)
            .put((byte) (hello.inquiry() ? 1 : 0))
            .putLong(hello.era())
            .put((byte) node.length)
            .put(node)
            .put((byte) cluster.length)
            .put(cluster)
            .array();
    return frame(HELLO, payload);
  }

  /** Null for what is no greeting. */
  static @Nullable Hello readHello(byte[] payload) {
    try {
      ByteBuffer in = ByteBuffer.wrap(payload);
      byte inquiry = in.get();
      long era = in.getLong();
      String node = text(in);
      String cluster = text(in);
      return in.hasRemaining() || inquiry < 0 || inquiry > 1
          ? null
          : new Hello(node, cluster, era, inquiry == 1);
    } catch (java.nio.BufferUnderflowException | IllegalArgumentException malformed) {
      return null;
    }
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[Byte.toUnsignedInt(in.get())];
    in.get(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
