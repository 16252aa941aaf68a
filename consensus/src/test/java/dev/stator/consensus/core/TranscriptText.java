package dev.stator.consensus.core;

import dev.stator.consensus.EntryKind;
import dev.stator.consensus.LogRoom;
import dev.stator.consensus.Membership;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.ReplicaName;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;

/** Messages, entries and memberships as transcripts write them. */
final class TranscriptText {
  private TranscriptText() {}

  /** Each name is a voter's, {@code log:} or {@code learner:} before it where it is that. */
  static Membership membership(String[] names) {
    List<Membership.Member> voters = new ArrayList<>();
    List<Membership.Member> learners = new ArrayList<>();
    int lastGeneration = 0;
    for (String name : names) {
      String plain = name.substring(name.lastIndexOf(':') + 1);
      Membership.Kind kind = name.contains("log:") ? Membership.Kind.LOG : Membership.Kind.STORAGE;
      (name.contains("learner:") ? learners : voters).add(new Membership.Member(plain, kind));
      lastGeneration = Math.max(lastGeneration, ReplicaName.generationOf(plain));
    }
    return new Membership(voters, learners, lastGeneration);
  }

  static String show(Message message) {
    String text =
        message
            .toString()
            .replaceAll(
                "header=Header\\[groupId=7, term=(\\d+), from=([^,]+), to=[^\\]]+\\]",
                "term=$1, from=$2")
            .replace(", handOverIndex=0", "");
    int entries = text.indexOf(", entries=");
    if (entries >= 0) {
      List<LogEntry> list =
          message instanceof Message.AppendRequest append
              ? append.entries()
              : ((Message.CopyEntries) message).entries();
      text = text.substring(0, entries) + ", entries=" + show(list) + "]";
    }
    if (message instanceof Message.Pointer pointer) {
      text =
          text.substring(0, text.indexOf(", membership="))
              + ", "
              + show(pointer.membership())
              + "]";
    }
    return "to " + message.to() + ": " + text.replaceAll("sentNanos=(\\d+)\\d{6}", "sent=$1ms");
  }

  /** Entries as index/term, a no-op with a dot. */
  static String show(List<LogEntry> entries) {
    StringBuilder text = new StringBuilder("[");
    for (LogEntry entry : entries) {
      text.append(text.length() == 1 ? "" : " ").append(entry.index()).append('/');
      text.append(entry.term());
      switch (entry.kind()) {
        case EntryKind.NOOP -> text.append('.');
        case EntryKind.MEMBERSHIP -> text.append(show(MembershipCodec1.decode(entry.payload())));
        default -> {}
      }
    }
    return text.append(']').toString();
  }

  /** A membership as it is written in the commands. */
  static String show(Membership membership) {
    StringBuilder text = new StringBuilder();
    for (Membership.Member voter : membership.voters()) {
      text.append(text.isEmpty() ? "{" : " ").append(show(voter));
    }
    for (Membership.Member learner : membership.learners()) {
      text.append(" learner:").append(show(learner));
    }
    return text.append('}').toString();
  }

  static String show(Membership.Member member) {
    return (member.kind() == Membership.Kind.LOG ? "log:" : "") + member.name();
  }

  /** A word that may be missing. */
  static LogRoom room(String[] words, int at) {
    return words.length > at ? LogRoom.valueOf(words[at]) : LogRoom.AMPLE;
  }
}
