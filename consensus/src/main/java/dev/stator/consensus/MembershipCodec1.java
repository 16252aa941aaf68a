package dev.stator.consensus;

import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A membership as bytes: the payload of a log entry of kind {@link EntryKind#MEMBERSHIP}, and what
 * stores keep. Version 1, {@code docs/formats/membership-1.md}.
 */
public final class MembershipCodec1 {
  private static final byte VERSION = 1;
  private static final byte STORAGE = 1;
  private static final byte LOG = 2;
  private static final int NAME_BYTES_MAX = 255;

  private MembershipCodec1() {}

  public static byte[] encode(Membership membership) {
    ByteBuffer out = ByteBuffer.allocate(bytes(membership));
    out.put(VERSION).putInt(membership.lastGeneration());
    put(out, membership.voters());
    put(out, membership.learners());
    return out.array();
  }

  /**
   * @throws IllegalArgumentException when these bytes are not a membership
   */
  public static Membership decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("a membership of version " + version);
      }
      int lastGeneration = in.getInt();
      Membership membership = new Membership(getMembers(in), getMembers(in), lastGeneration);
      if (in.hasRemaining()) {
        throw new IllegalArgumentException(in.remaining() + " bytes too many");
      }
      return membership;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a membership cut short", e);
    }
  }

  private static int bytes(Membership membership) {
    int bytes = 1 + Integer.BYTES + 2;
    for (Member member : membership.voters()) {
      bytes += 2 + name(member).length;
    }
    for (Member member : membership.learners()) {
      bytes += 2 + name(member).length;
    }
    return bytes;
  }

  private static byte[] name(Member member) {
    byte[] name = member.name().getBytes(StandardCharsets.UTF_8);
    if (name.length > NAME_BYTES_MAX) {
      throw new IllegalArgumentException("a name has at most " + NAME_BYTES_MAX + " bytes");
    }
    return name;
  }

  private static void put(ByteBuffer out, List<Member> members) {
    out.put((byte) members.size());
    for (Member member : members) {
      byte[] name = name(member);
      out.put(member.kind() == Kind.STORAGE ? STORAGE : LOG);
      out.put((byte) name.length).put(name);
    }
  }

  private static List<Member> getMembers(ByteBuffer in) {
    int count = Byte.toUnsignedInt(in.get());
    if (count > Membership.MEMBERS_MAX) {
      throw new IllegalArgumentException(count + " members");
    }
    List<Member> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Kind kind = kind(in.get());
      byte[] name = new byte[Byte.toUnsignedInt(in.get())];
      in.get(name);
      members.add(new Member(new String(name, StandardCharsets.UTF_8), kind));
    }
    return members;
  }

  private static Kind kind(byte code) {
    return switch (code) {
      case STORAGE -> Kind.STORAGE;
      case LOG -> Kind.LOG;
      default -> throw new IllegalArgumentException("a member of kind " + code);
    };
  }
}
