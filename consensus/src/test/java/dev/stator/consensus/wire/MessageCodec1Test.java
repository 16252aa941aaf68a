package dev.stator.consensus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Crc32c;
import dev.stator.base.SeededRandom;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.core.Message;
import dev.stator.storage.wal.LogEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageCodec1Test {
  private static final List<LogEntry> ENTRIES =
      List.of(entry(6, 2, EntryKind.NOOP, ""), entry(7, 3, EntryKind.COMMAND, "put"));

  private static final Message.Header HEADER = new Message.Header(1, 3, "n1~1", "n2~2");
  private static final Membership MEMBERSHIP =
      new Membership(
          List.of(
              new Membership.Member("n1~1", Membership.Kind.STORAGE),
              new Membership.Member("n3~4", Membership.Kind.LOG)),
          List.of(new Membership.Member("n2~2", Membership.Kind.STORAGE)),
          4);

  private static final List<Message> ALL =
      List.of(
          new Message.PreVoteRequest(HEADER),
          new Message.PreVoteResponse(HEADER, true),
          new Message.VoteRequest(HEADER, 8),
          new Message.VoteResponse(HEADER, false, 2, 9),
          new Message.CopyRequest(HEADER, 5, 2),
          new Message.CopyEntries(HEADER, 5, 2, ENTRIES),
          new Message.CopyRejected(HEADER, 5, 4, 2),
          new Message.CopyUnavailable(HEADER, 11),
          new Message.AppendRequest(HEADER, 5, 2, 4, 3, -7, ENTRIES),
          new Message.AppendAccepted(HEADER, 7, 2, 6, true, false, -7),
          new Message.AppendRejected(HEADER, 5, 4, 2, -7),
          new Message.TermNotice(HEADER),
          new Message.Pointer(HEADER, 9, 2, -7, MEMBERSHIP),
          new Message.StandNow(HEADER, 9));

  @Test
  void bytesOfVersion1NeverChange() {
    List<String> golden =
        List.of(
            "010100000000000000010000000000000003046e317e31046e327e32fdd8119a",
            "010200000000000000010000000000000003046e317e31046e327e3201ba7337c1",
            "010300000000000000010000000000000003046e317e31046e327e320000000000000008b35c04ce",
            "010400000000000000010000000000000003046e317e31046e327e320000000000000000020000000000000009f1b0c363",
            "010500000000000000010000000000000003046e317e31046e327e32000000000000000500000000000000024820570b",
            "010600000000000000010000000000000003046e317e31046e327e320000000000000005000000000000000200000002000000000000000202000000000000000000000003010000000370757468b2013b",
            "010700000000000000010000000000000003046e317e31046e327e3200000000000000050000000000000004000000000000000239a91677",
            "010800000000000000010000000000000003046e317e31046e327e32000000000000000bc99f8ab6",
            "010900000000000000010000000000000003046e317e31046e327e320000000000000005000000000000000200000000000000040000000000000003fffffffffffffff9000000020000000000000002020000000000000000000000030100000003707574c879196e",
            "010a00000000000000010000000000000003046e317e31046e327e320000000000000007000000000000000200000000000000060100fffffffffffffff921be3076",
            "010b00000000000000010000000000000003046e317e31046e327e32000000000000000500000000000000040000000000000002fffffffffffffff9e78427b6",
            "010c00000000000000010000000000000003046e317e31046e327e3224dcc7a9",
            "010d00000000000000010000000000000003046e317e31046e327e3200000000000000090000000000000002fffffffffffffff90000001901000000040201046e317e3102046e337e340101046e327e3258df81c8",
            "010e00000000000000010000000000000003046e317e31046e327e320000000000000009ec338e8b");
    assertThat(ALL.stream().map(m -> HexFormat.of().formatHex(MessageCodec1.encode(m))).toList())
        .isEqualTo(golden);
  }

  @Test
  void decodesWhatItEncodes() {
    for (Message message : ALL) {
      byte[] bytes = MessageCodec1.encode(message);
      assertThat(MessageCodec1.groupOf(bytes)).isEqualTo(1);
      assertThat(MessageCodec1.decode(bytes)).isInstanceOf(Decoded.Valid.class);
      Message decoded = ((Decoded.Valid) MessageCodec1.decode(bytes)).message();
      assertThat(decoded).usingRecursiveComparison().isEqualTo(message);
    }
  }

  @Test
  void aFlippedBitOrAMissingByteIsFound() {
    for (Message message : ALL) {
      byte[] bytes = MessageCodec1.encode(message);
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        assertThat(MessageCodec1.decode(flipped)).isInstanceOf(Decoded.Invalid.class);
      }
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThat(MessageCodec1.decode(cut)).isInstanceOf(Decoded.Invalid.class);
      }
    }
  }

  /** Damage behind a right checksum: whatever comes out is a message or a reason. */
  @Test
  void hostileBytesNeverCrash() {
    SeededRandom random = new SeededRandom(5);
    int valid = 0;
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = MessageCodec1.encode(ALL.get(random.nextInt(ALL.size())));
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        bytes[1 + random.nextInt(bytes.length - 5)] = (byte) random.nextLong();
      }
      if (random.chance(0.3)) {
        bytes = Arrays.copyOf(bytes, 23 + random.nextInt(bytes.length));
      }
      int end = bytes.length - 4;
      ByteBuffer.wrap(bytes).putInt(end, Crc32c.of(bytes, 0, end));
      valid += MessageCodec1.decode(bytes) instanceof Decoded.Valid ? 1 : 0;
    }
    assertThat(valid).isBetween(1000, 190_000);
  }

  @Test
  void refusesWhatBreaksTheRules() {
    assertThat(reason(new Message.AppendRequest(HEADER, 5, 2, 4, 3, 0, ENTRIES), 20 + 4 + 4 + 8, 7))
        .contains("after 5/");
    assertThat(MessageCodec1.groupOf(new byte[5])).isEqualTo(-1);
    assertThat(MessageCodec1.decode(new byte[40]))
        .isEqualTo(new Decoded.Invalid("unknown version 0"));
  }

  /** Changes the lowest byte of the number at an offset, and mends the checksum. */
  private static String reason(Message message, int offset, int value) {
    byte[] bytes = MessageCodec1.encode(message);
    bytes[offset + 7] = (byte) value;
    int end = bytes.length - 4;
    ByteBuffer.wrap(bytes).putInt(end, Crc32c.of(bytes, 0, end));
    return ((Decoded.Invalid) MessageCodec1.decode(bytes)).reason();
  }

  private static LogEntry entry(long index, long term, byte kind, String payload) {
    return new LogEntry(index, term, kind, payload.getBytes(StandardCharsets.UTF_8));
  }
}
