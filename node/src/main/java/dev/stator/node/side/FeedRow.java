package dev.stator.node.side;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.FeedState;
import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.cluster.wire.WireReader;
import dev.stator.cluster.wire.WireWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far the feed of one global index has come, as a side row. Version 1, {@code
 * docs/formats/side-rows-1.md}.
 *
 * @param cursor everything up to there is in the index
 * @param reached the last row key that the walk over older items has come to; empty before the
 *     first
 */
public record FeedRow(ChangePlace cursor, State state, byte[] reached) {
  private static final int VERSION = 1;
  private static final byte[] NOTHING = new byte[0];

  /** How far the index is filled. */
  public enum State {
    /** Items that were there when the index came are being touched. */
    WALKING,

    /** All have been touched. */
    WALKED,

    /** And all touches are in the index. */
    WHOLE
  }

  /** An index that is new. */
  public static FeedRow begun(ChangePlace cursor) {
    return new FeedRow(cursor, State.WALKING, NOTHING);
  }

  public FeedRow reached(byte[] rowKey) {
    return new FeedRow(cursor, state, rowKey);
  }

  public FeedRow walked() {
    return new FeedRow(cursor, State.WALKED, NOTHING);
  }

  /** With everything up to a later place in the index. */
  public FeedRow at(ChangePlace later, boolean whole) {
    return new FeedRow(
        later.compareTo(cursor) > 0 ? later : cursor,
        whole && state == State.WALKED ? State.WHOLE : state,
        reached);
  }

  public FeedState state(long indexId) {
    return new FeedState(indexId, cursor, state != State.WALKING, state == State.WHOLE);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FeedRow feed
        && cursor.equals(feed.cursor)
        && state == feed.state
        && Arrays.equals(reached, feed.reached);
  }

  @Override
  public int hashCode() {
    return cursor.hashCode();
  }

  public byte[] encode() {
    WireWriter out = new WireWriter(32 + reached.length);
    out.u8(VERSION);
    Places.put(out, cursor);
    out.u8(
        switch (state) {
          case WALKING -> 1;
          case WALKED -> 2;
          case WHOLE -> 3;
        });
    out.bytes(reached);
    return out.toBytes();
  }

  /**
   * @throws MalformedMessageException when these bytes are no row of this version
   */
  public static FeedRow decode(byte[] row) {
    WireReader in = new WireReader(row);
    in.version("feed", VERSION);
    ChangePlace cursor = Places.get(in);
    int code = in.u8();
    State state =
        switch (code) {
          case 1 -> State.WALKING;
          case 2 -> State.WALKED;
          case 3 -> State.WHOLE;
          default -> throw new MalformedMessageException("a feed in state " + code);
        };
    FeedRow feed = new FeedRow(cursor, state, in.bytes());
    in.end();
    return feed;
  }
}
