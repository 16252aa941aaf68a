package dev.stator.consensus.core;

import dev.stator.consensus.ReplicaName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a group's other members, and of the leader that is followed, which need not be one
 * any more. Found anew when these are others.
 */
final class OtherNodes {
  private final CoreState state;
  private @Nullable Electorate of;
  private @Nullable String leader;
  private List<String> nodes = List.of();

  OtherNodes(CoreState state) {
    this.state = state;
  }

  List<String> get() {
    String followed = state.promise.leader();
    if (!state.electorate().equals(of) || !Objects.equals(followed, leader)) {
      of = state.electorate();
      leader = followed;
      nodes = find(followed);
    }
    return nodes;
  }

  private List<String> find(@Nullable String followed) {
    List<String> found = new ArrayList<>();
    for (String member : state.electorate().otherMembers(state.self)) {
      add(member, found);
    }
    if (followed != null) {
      add(followed, found);
    }
    return List.copyOf(found);
  }

  private void add(String member, List<String> found) {
    String node = ReplicaName.nodeOf(member);
    if (!node.equals(ReplicaName.nodeOf(state.self)) && !found.contains(node)) {
      found.add(node);
    }
  }
}
