package dev.stator.consensus.sim;

import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.ReplicaName;
import java.util.ArrayList;
import java.util.List;

/** Any other replica that is whole, as seen from outside. */
record RowSources(SimCluster cluster) implements Replica.Sources {
  @Override
  public Replica source(Replica asking, long index) {
    List<Replica> found = new ArrayList<>();
    for (Machine machine : cluster.machines()) {
      Replica replica = machine.running(asking.group().id());
      if (replica != null
          && replica != asking
          && replica.kind == Kind.STORAGE
          && replica.consistent()
          && replica.applied() >= index) {
        found.add(replica);
      }
    }
    return found.isEmpty() ? null : found.get(cluster.random.nextInt(found.size()));
  }

  @Override
  public void rebuilding(Replica replica) {
    cluster.rebuilding(ReplicaName.nodeOf(replica.name));
  }
}
