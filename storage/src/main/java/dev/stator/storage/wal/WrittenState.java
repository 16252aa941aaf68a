package dev.stator.storage.wal;

import java.nio.charset.StandardCharsets;

/**
 * A group's state but its entries, as of the last record written: what every new segment begins
 * with, so that old segments are kept for entries alone. Used by the writer alone.
 */
final class WrittenState {
  private HardState hardState = HardState.INITIAL;
  private byte[] votedFor = RecordFormat1.NO_PAYLOAD;
  private long baseIndex;
  private long baseTerm;

  void apply(LogOperation operation) {
    switch (operation) {
      case LogOperation.Append append -> {
        if (append.hardState != null) {
          hardState = append.hardState;
          votedFor = append.votedFor;
        }
      }
      case LogOperation.Trim trim -> base(trim.index(), trim.term());
      case LogOperation.Reset reset -> base(reset.index(), reset.term());
      case LogOperation.Drop _ -> {
        hardState = HardState.INITIAL;
        votedFor = RecordFormat1.NO_PAYLOAD;
        base(0, 0);
      }
    }
  }

  void recovered(RecoveredGroup group) {
    hardState = group.hardState();
    votedFor = hardState.votedFor().getBytes(StandardCharsets.UTF_8);
    base(group.baseIndex(), group.baseTerm());
  }

  /** Writes records that bring a reader that knows nothing to this state. */
  void checkpoint(SegmentAppender out, long group) throws java.io.IOException {
    if (!hardState.equals(HardState.INITIAL)) {
      out.hardState(group, hardState, votedFor);
    }
    if (baseIndex > 0) {
      out.record(
          RecordFormat1.TRIM, (byte) 0, group, baseIndex, baseTerm, RecordFormat1.NO_PAYLOAD);
    }
  }

  private void base(long index, long term) {
    baseIndex = index;
    baseTerm = term;
  }
}
