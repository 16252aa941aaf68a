package dev.stator.cluster.directory;

import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.cluster.wire.WireReader;
import dev.stator.cluster.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** Questions about the system table and their answers, version 1: docs/formats/directory-1.md. */
public final class DirectoryCodec1 {
  private static final int VERSION = 1;
  private static final String WHAT = "message about the system table";
  private static final int START_OVER = 1;
  private static final int MORE = 2;
  private static final int CHANGE_BYTES_MIN = 16;

  private DirectoryCodec1() {}

  /**
   * A question.
   *
   * @param since the version that the asker has
   * @param deletedThrough see {@link SystemView#since}
   */
  public record Question(long since, long deletedThrough) {}

  public static byte[] encode(Question question) {
    return new WireWriter()
        .u8(VERSION)
        .i64(question.since())
        .i64(question.deletedThrough())
        .toBytes();
  }

  /**
   * @throws MalformedMessageException when it is none
   */
  public static Question question(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    in.version(WHAT, VERSION);
    Question question = new Question(in.i64(), in.i64());
    in.end();
    if (question.since() < 0 || question.deletedThrough() < 0) {
      throw new MalformedMessageException("since " + question);
    }
    return question;
  }

  public static byte[] encode(SystemDelta delta) {
    WireWriter out = new WireWriter();
    out.u8(VERSION).u8((delta.startOver() ? START_OVER : 0) | (delta.more() ? MORE : 0));
    out.i64(delta.from()).i64(delta.through()).i64(delta.version());
    out.i32(delta.changes().size());
    for (SystemChange change : delta.changes()) {
      out.i64(change.index()).text(change.kind()).text(change.name()).bytes(change.item());
    }
    return out.toBytes();
  }

  /**
   * @throws MalformedMessageException when it is none
   */
  public static SystemDelta delta(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    in.version(WHAT, VERSION);
    int flags = in.u8();
    long from = in.i64();
    long through = in.i64();
    long version = in.i64();
    int count = in.count(CHANGE_BYTES_MIN);
    List<SystemChange> changes = new ArrayList<>(count);
    long last = from;
    for (int i = 0; i < count; i++) {
      long index = in.i64();
      if (index <= from || index < last || index > through) {
        throw new MalformedMessageException("a change at " + index + " after " + last);
      }
      last = index;
      changes.add(new SystemChange(index, in.text(), in.text(), in.bytesOrNull()));
    }
    in.end();
    boolean startOver = (flags & START_OVER) != 0;
    if (flags > (START_OVER | MORE)
        || from < 0
        || (startOver ? count > 0 : through < from)
        || version < 0) {
      throw new MalformedMessageException("flags " + flags + ", " + from + " to " + through);
    }
    return new SystemDelta(from, through, version, startOver, (flags & MORE) != 0, changes);
  }
}
