package dev.stator.consensus.wire;

import dev.stator.base.Crc32c;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.core.Message;
import dev.stator.storage.wal.LogEntry;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Version 1 of the message format: {@code docs/formats/consensus-messages-1.md}. Big-endian.
 *
 * <p>Header (version, type, group, term, sender, addressee), fields by type, CRC32C of all before
 * it.
 */
public final class MessageCodec1 {
  static final byte VERSION = 1;

  private static final byte PRE_VOTE_REQUEST = 1;
  private static final byte PRE_VOTE_RESPONSE = 2;
  private static final byte VOTE_REQUEST = 3;
  private static final byte VOTE_RESPONSE = 4;
  private static final byte COPY_REQUEST = 5;
  private static final byte COPY_ENTRIES = 6;
  private static final byte COPY_REJECTED = 7;
  private static final byte COPY_UNAVAILABLE = 8;
  private static final byte APPEND_REQUEST = 9;
  private static final byte APPEND_ACCEPTED = 10;
  private static final byte APPEND_REJECTED = 11;
  private static final byte TERM_NOTICE = 12;
  private static final byte POINTER = 13;
  private static final byte STAND_NOW = 14;

  private static final int FIXED_HEADER_BYTES = 1 + 1 + 8 + 8 + 2;
  private static final int CHECKSUM_BYTES = 4;
  private static final int ENTRY_HEADER_BYTES = 8 + 1 + 4;
  private static final int NAME_BYTES_MAX = 255;
  private static final int GROUP_OFFSET = 2;

  private MessageCodec1() {}

  /** The group that a message is for, without looking further; -1 when it is too short. */
  public static long groupOf(byte[] bytes) {
    if (bytes.length < FIXED_HEADER_BYTES + CHECKSUM_BYTES || bytes[0] != VERSION) {
      return -1;
    }
    return ByteBuffer.wrap(bytes).getLong(GROUP_OFFSET);
  }

  public static byte[] encode(Message message) {
    byte[] from = name(message.from());
    byte[] to = name(message.to());
    int size = FIXED_HEADER_BYTES + from.length + to.length + bodyBytes(message) + CHECKSUM_BYTES;
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).put(type(message)).putLong(message.groupId()).putLong(message.term());
    out.put((byte) from.length).put(from).put((byte) to.length).put(to);
    putBody(out, message);
    out.putInt(Crc32c.of(out.array(), 0, size - CHECKSUM_BYTES));
    return out.array();
  }

  private static byte[] name(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > NAME_BYTES_MAX) {
      throw new IllegalArgumentException("a name has 1 to " + NAME_BYTES_MAX + " bytes");
    }
    return bytes;
  }

  /** Never throws, whatever the bytes are. */
  public static Decoded decode(byte[] bytes) {
    if (bytes.length < FIXED_HEADER_BYTES + CHECKSUM_BYTES) {
      return new Decoded.Invalid("too short: " + bytes.length + " bytes");
    }
    if (bytes[0] != VERSION) {
      return new Decoded.Invalid("unknown version " + bytes[0]);
    }
    int end = bytes.length - CHECKSUM_BYTES;
    if (ByteBuffer.wrap(bytes).getInt(end) != Crc32c.of(bytes, 0, end)) {
      return new Decoded.Invalid("checksum mismatch");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, end);
    try {
      in.get();
      Message message = getMessage(in);
      return in.hasRemaining()
          ? new Decoded.Invalid(in.remaining() + " bytes too many")
          : new Decoded.Valid(message);
    } catch (BufferUnderflowException e) {
      return new Decoded.Invalid("cut short");
    } catch (IllegalArgumentException e) {
      return new Decoded.Invalid(String.valueOf(e.getMessage()));
    }
  }

  private static byte type(Message message) {
    return switch (message) {
      case Message.PreVoteRequest m -> PRE_VOTE_REQUEST;
      case Message.PreVoteResponse m -> PRE_VOTE_RESPONSE;
      case Message.VoteRequest m -> VOTE_REQUEST;
      case Message.VoteResponse m -> VOTE_RESPONSE;
      case Message.CopyRequest m -> COPY_REQUEST;
      case Message.CopyEntries m -> COPY_ENTRIES;
      case Message.CopyRejected m -> COPY_REJECTED;
      case Message.CopyUnavailable m -> COPY_UNAVAILABLE;
      case Message.AppendRequest m -> APPEND_REQUEST;
      case Message.AppendAccepted m -> APPEND_ACCEPTED;
      case Message.AppendRejected m -> APPEND_REJECTED;
      case Message.TermNotice m -> TERM_NOTICE;
      case Message.StandNow m -> STAND_NOW;
      case Message.Pointer m -> POINTER;
    };
  }

  private static int bodyBytes(Message message) {
    return switch (message) {
      case Message.PreVoteRequest m -> 0;
      case Message.PreVoteResponse m -> 1;
      case Message.VoteRequest m -> 8;
      case Message.VoteResponse m -> 1 + 2 * 8;
      case Message.CopyRequest m -> 2 * 8;
      case Message.CopyEntries m -> 2 * 8 + entriesBytes(m.entries());
      case Message.CopyRejected m -> 3 * 8;
      case Message.CopyUnavailable m -> 8;
      case Message.AppendRequest m -> 5 * 8 + entriesBytes(m.entries());
      case Message.AppendAccepted m -> 3 * 8 + 2 + 8;
      case Message.AppendRejected m -> 4 * 8;
      case Message.TermNotice m -> 0;
      case Message.StandNow m -> 8;
      case Message.Pointer m -> 3 * 8 + 4 + MembershipCodec1.encode(m.membership()).length;
    };
  }

  private static void putBody(ByteBuffer out, Message message) {
    switch (message) {
      case Message.PreVoteRequest m -> {}
      case Message.PreVoteResponse m -> putFlag(out, m.granted());
      case Message.VoteRequest m -> out.putLong(m.handOverIndex());
      case Message.VoteResponse m -> {
        putFlag(out, m.granted());
        out.putLong(m.lastTerm()).putLong(m.lastIndex());
      }
      case Message.CopyRequest m -> out.putLong(m.prevIndex()).putLong(m.prevTerm());
      case Message.CopyEntries m -> {
        out.putLong(m.prevIndex()).putLong(m.prevTerm());
        putEntries(out, m.entries());
      }
      case Message.CopyRejected m ->
          out.putLong(m.prevIndex()).putLong(m.hintIndex()).putLong(m.hintTerm());
      case Message.CopyUnavailable m -> out.putLong(m.firstIndex());
      case Message.AppendRequest m -> {
        out.putLong(m.prevIndex()).putLong(m.prevTerm());
        out.putLong(m.commitIndex()).putLong(m.needlessIndex()).putLong(m.sentNanos());
        putEntries(out, m.entries());
      }
      case Message.AppendAccepted m -> {
        out.putLong(m.matchIndex()).putLong(m.firstIndex()).putLong(m.durableIndex());
        putFlag(out, m.complete());
        putFlag(out, m.full());
        out.putLong(m.sentNanos());
      }
      case Message.AppendRejected m ->
          out.putLong(m.prevIndex())
              .putLong(m.hintIndex())
              .putLong(m.hintTerm())
              .putLong(m.sentNanos());
      case Message.TermNotice m -> {}
      case Message.StandNow m -> out.putLong(m.handOverIndex());
      case Message.Pointer m -> {
        byte[] membership = MembershipCodec1.encode(m.membership());
        out.putLong(m.index()).putLong(m.indexTerm()).putLong(m.sentNanos());
        out.putInt(membership.length).put(membership);
      }
    }
  }

  private static Message getMessage(ByteBuffer in) {
    byte type = in.get();
    long group = in.getLong();
    long term = notNegative(in.getLong(), "term");
    Message.Header header = new Message.Header(group, term, getName(in), getName(in));
    return switch (type) {
      case PRE_VOTE_REQUEST -> new Message.PreVoteRequest(header);
      case PRE_VOTE_RESPONSE -> new Message.PreVoteResponse(header, getFlag(in));
      case VOTE_REQUEST -> new Message.VoteRequest(header, getIndex(in));
      case VOTE_RESPONSE ->
          new Message.VoteResponse(header, getFlag(in), getTerm(in), getIndex(in));
      case COPY_REQUEST -> new Message.CopyRequest(header, getIndex(in), getTerm(in));
      case COPY_ENTRIES -> {
        long prevIndex = getIndex(in);
        long prevTerm = getTerm(in);
        yield new Message.CopyEntries(header, prevIndex, prevTerm, getEntries(in, prevIndex));
      }
      case COPY_REJECTED ->
          new Message.CopyRejected(header, getIndex(in), getIndex(in), getTerm(in));
      case COPY_UNAVAILABLE -> new Message.CopyUnavailable(header, getIndex(in));
      case APPEND_REQUEST -> {
        long prevIndex = getIndex(in);
        long prevTerm = getTerm(in);
        yield new Message.AppendRequest(
            header,
            prevIndex,
            prevTerm,
            getIndex(in),
            getIndex(in),
            in.getLong(),
            getEntries(in, prevIndex));
      }
      case APPEND_ACCEPTED ->
          new Message.AppendAccepted(
              header,
              getIndex(in),
              getIndex(in),
              getIndex(in),
              getFlag(in),
              getFlag(in),
              in.getLong());
      case APPEND_REJECTED ->
          new Message.AppendRejected(header, getIndex(in), getIndex(in), getTerm(in), in.getLong());
      case TERM_NOTICE -> new Message.TermNotice(header);
      case STAND_NOW -> new Message.StandNow(header, getIndex(in));
      case POINTER ->
          new Message.Pointer(header, getIndex(in), getTerm(in), in.getLong(), getMembership(in));
      default -> throw new IllegalArgumentException("unknown type " + type);
    };
  }

  private static int entriesBytes(List<LogEntry> entries) {
    int bytes = 4;
    for (LogEntry entry : entries) {
      bytes = Math.addExact(bytes, ENTRY_HEADER_BYTES + entry.payload().length);
    }
    return bytes;
  }

  private static void putEntries(ByteBuffer out, List<LogEntry> entries) {
    out.putInt(entries.size());
    for (LogEntry entry : entries) {
      out.putLong(entry.term()).put(entry.kind());
      out.putInt(entry.payload().length).put(entry.payload());
    }
  }

  private static List<LogEntry> getEntries(ByteBuffer in, long prevIndex) {
    int count = in.getInt();
    if (count < 0 || count > in.remaining() / ENTRY_HEADER_BYTES) {
      throw new IllegalArgumentException(count + " entries do not fit");
    }
    if (prevIndex > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException("indexes overflow");
    }
    List<LogEntry> entries = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      long term = getTerm(in);
      byte kind = in.get();
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new IllegalArgumentException("a payload of " + length + " bytes does not fit");
      }
      byte[] payload = new byte[length];
      in.get(payload);
      if (kind == EntryKind.MEMBERSHIP) {
        MembershipCodec1.decode(payload);
      }
      entries.add(new LogEntry(prevIndex + i, term, kind, payload));
    }
    return entries;
  }

  private static Membership getMembership(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a membership of " + length + " bytes does not fit");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return MembershipCodec1.decode(bytes);
  }

  private static String getName(ByteBuffer in) {
    int length = Byte.toUnsignedInt(in.get());
    if (length == 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a name of " + length + " bytes");
    }
    byte[] name = new byte[length];
    in.get(name);
    return new String(name, StandardCharsets.UTF_8);
  }

  private static void putFlag(ByteBuffer out, boolean flag) {
    out.put((byte) (flag ? 1 : 0));
  }

  private static boolean getFlag(ByteBuffer in) {
    byte flag = in.get();
    if (flag != 0 && flag != 1) {
      throw new IllegalArgumentException("a flag of " + flag);
    }
    return flag == 1;
  }

  private static long getIndex(ByteBuffer in) {
    return notNegative(in.getLong(), "index");
  }

  private static long getTerm(ByteBuffer in) {
    return notNegative(in.getLong(), "term");
  }

  private static long notNegative(long value, String what) {
    if (value < 0) {
      throw new IllegalArgumentException("a negative " + what);
    }
    return value;
  }
}
