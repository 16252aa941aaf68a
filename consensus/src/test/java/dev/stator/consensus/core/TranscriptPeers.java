package dev.stator.consensus.core;

import dev.stator.consensus.liveness.Heard;
import dev.stator.consensus.liveness.Peers;
import dev.stator.consensus.liveness.Support;
import dev.stator.consensus.liveness.Withdrawal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one node of a transcript knows of the others. Until the transcript says something about a
 * pair, no ping was heard, and everybody is supported for ever.
 */
final class TranscriptPeers implements Peers {
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  /** One other node. */
  static final class Node implements Peer {
    private final String name;
    private Heard heard = Heard.NEVER;
    private Support support = new Support(1, Role.NOT_HEARD, 0, Long.MAX_VALUE / 2);

    /** Which process of the node the support is from. */
    long processSeen = 1;

    /** Counts the eras of the node, of the same process, that were heard of. */
    long era;

    /** What it must be told. */
    final List<Withdrawal> withdrawals = new ArrayList<>();

    Node(String name) {
      this.name = name;
    }

    @Override
    public String node() {
      return name;
    }

    @Override
    public Heard heard() {
      return heard;
    }

    @Override
    public Support support() {
      return support;
    }

    @Override
    public Heard withdraw(Withdrawal withdrawal) {
      withdrawals.add(withdrawal);
      return heard;
    }

    void hears(long process, long era, long now) {
      heard = new Heard(process, era, now);
    }

    /** A pong for a ping of that moment. */
    void isAnswered(long sentNanos, long now, long supportNanos, boolean otherEra) {
      support =
          new Support(
              support.generation() + (otherEra ? 1 : 0),
              otherEra ? now : support.sinceNanos(),
              sentNanos,
              sentNanos + supportNanos);
    }

    void lapses() {
      support = new Support(support.generation(), support.sinceNanos(), support.sentNanos(), 0);
    }
  }

  @Override
  public Node peer(String node) {
    return nodes.computeIfAbsent(node, Node::new);
  }
}
