package dev.stator.consensus.liveness;

import dev.stator.base.Crc32c;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Version 1 of pings and pongs: {@code docs/formats/liveness-1.md}. Big-endian. */
final class SignalCodec1 {
  private static final byte VERSION = 1;
  private static final byte PING = 1;
  private static final byte PONG = 2;
  private static final int HEADER_BYTES = 1 + 1 + 5 * 8 + 2;
  private static final int WITHDRAWAL_BYTES = 8 + 8 + 8;
  private static final int CHECKSUM_BYTES = 4;

  private SignalCodec1() {}

  static byte[] encode(Signal signal) {
    int count = signal.withdrawals().size();
    int size = HEADER_BYTES + count * WITHDRAWAL_BYTES + CHECKSUM_BYTES;
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).put(signal.pong() ? PONG : PING);
    out.putLong(signal.process()).putLong(signal.era()).putLong(signal.toEra());
    out.putLong(signal.sentNanos()).putLong(signal.readThrough());
    out.putShort((short) count);
    for (Signal.Numbered numbered : signal.withdrawals()) {
      out.putLong(numbered.number());
      out.putLong(numbered.withdrawal().groupId()).putLong(numbered.withdrawal().term());
    }
    out.putInt(Crc32c.of(out.array(), 0, size - CHECKSUM_BYTES));
    return out.array();
  }

  /** Null for what is damaged, of another version, or breaks a rule; it never throws. */
  static @Nullable Signal decode(byte[] bytes) {
    int end = bytes.length - CHECKSUM_BYTES;
    if (end < HEADER_BYTES || bytes[0] != VERSION || (bytes[1] != PING && bytes[1] != PONG)) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int count = Short.toUnsignedInt(in.getShort(HEADER_BYTES - 2));
    if (end != HEADER_BYTES + count * WITHDRAWAL_BYTES
        || in.getInt(end) != Crc32c.of(bytes, 0, end)) {
      return null;
    }
    in.position(2);
    try {
      return get(in, bytes[1] == PONG, count);
    } catch (IllegalArgumentException broken) {
      return null;
    }
  }

  private static Signal get(ByteBuffer in, boolean pong, int count) {
    long process = in.getLong();
    long era = in.getLong();
    long toEra = in.getLong();
    long sentNanos = in.getLong();
    long readThrough = in.getLong();
    in.getShort();
    List<Signal.Numbered> withdrawals = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long number = in.getLong();
      Withdrawal withdrawal = new Withdrawal(in.getLong(), in.getLong());
      withdrawals.add(new Signal.Numbered(number, withdrawal));
    }
    return new Signal(pong, process, era, toEra, sentNanos, readThrough, withdrawals);
  }
}
