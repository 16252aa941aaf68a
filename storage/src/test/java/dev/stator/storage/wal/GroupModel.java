package dev.stator.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a group's log should be: a list. */
final class GroupModel {
  HardState hardState = HardState.INITIAL;
  long baseIndex;
  long baseTerm;
  List<LogEntry> entries = new ArrayList<>();

  GroupModel copy() {
    GroupModel copy = new GroupModel();
    copy.hardState = hardState;
    copy.baseIndex = baseIndex;
    copy.baseTerm = baseTerm;
    copy.entries = new ArrayList<>(entries);
    return copy;
  }

  long lastIndex() {
    return baseIndex + entries.size();
  }

  long term(long index) {
    return index == baseIndex ? baseTerm : entries.get((int) (index - baseIndex - 1)).term();
  }

  void append(HardState state, List<LogEntry> added) {
    if (state != null) {
      hardState = state;
    }
    for (LogEntry entry : added) {
      while (lastIndex() >= entry.index()) {
        entries.removeLast();
      }
      entries.add(entry);
    }
  }

  void trim(long index) {
    long term = term(index);
    while (baseIndex < index) {
      entries.removeFirst();
      baseIndex++;
    }
    baseTerm = term;
  }

  void reset(long index, long term) {
    entries.clear();
    baseIndex = index;
    baseTerm = term;
  }

  void drop() {
    reset(0, 0);
    hardState = HardState.INITIAL;
  }

  /** Reads the whole group out of a log. */
  static GroupModel of(GroupLog log, long bytesMax) {
    GroupModel model = new GroupModel();
    model.hardState = log.hardState();
    model.baseIndex = log.firstIndex() - 1;
    model.baseTerm = log.term(model.baseIndex);
    while (model.lastIndex() < log.lastIndex()) {
      List<LogEntry> read = log.read(model.lastIndex() + 1, bytesMax);
      assertThat(read).isNotEmpty();
      for (LogEntry entry : read) {
        assertThat(entry.index()).isEqualTo(model.lastIndex() + 1);
        assertThat(log.term(entry.index())).isEqualTo(entry.term());
        model.entries.add(entry);
      }
    }
    return model;
  }

  boolean same(GroupModel other) {
    if (!hardState.equals(other.hardState)
        || baseIndex != other.baseIndex
        || baseTerm != other.baseTerm
        || entries.size() != other.entries.size()) {
      return false;
    }
    for (int i = 0; i < entries.size(); i++) {
      LogEntry a = entries.get(i);
      LogEntry b = other.entries.get(i);
      if (a.index() != b.index()
          || a.term() != b.term()
          || a.kind() != b.kind()
          || !Arrays.equals(a.payload(), b.payload())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(hardState).append(" base ").append(baseIndex).append('@').append(baseTerm);
    for (LogEntry entry : entries) {
      text.append(' ').append(entry.index()).append('@').append(entry.term());
      text.append('#').append(Arrays.hashCode(entry.payload()));
    }
    return text.toString();
  }
}
