package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.consensus.Membership;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a replica reads from its store before it serves as the leader. One that cannot read it,
 * since a block is damaged say, gives the lead to another replica and serves nothing itself: reads
 * of single rows may still work, and nobody else is kept from the partition. With nobody to take
 * the lead it tries again after a while. On the replica's executor.
 */
final class LeadBeginning {
  private static final long AGAIN_NANOS = 10_000_000_000L;
  private static final long SAID_AGAIN_NANOS = 60_000_000_000L;

  private final PartitionReplica replica;
  private final Engine engine;
  private final Clock clock;
  private final Traits traits;
  private final StreamShards shards;
  private final ChangeBacklog backlog;
  private final ChangeTrimmer trimmer;
  private final Participant participant;
  private final Consumer<String> problems;
  private boolean hasFailed;
  private long failedNanos;
  private int passedOn;
  private boolean said;
  private long saidNanos;

  LeadBeginning(
      PartitionReplica replica,
      Engine engine,
      Clock clock,
      Traits traits,
      StreamShards shards,
      ChangeBacklog backlog,
      ChangeTrimmer trimmer,
      Participant participant,
      Consumer<String> problems) {
    this.replica = replica;
    this.engine = engine;
    this.clock = clock;
    this.traits = traits;
    this.shards = shards;
    this.backlog = backlog;
    this.trimmer = trimmer;
    this.participant = participant;
    this.problems = problems;
  }

  /** Whether all is read that a leader of this term has to know. */
  boolean read() {
    if (hasFailed && clock.nanos() - failedNanos < AGAIN_NANOS) {
      passOn();
      return false;
    }
    try {
      traits.load(replica.partition(), engine);
      shards.load(engine, traits.latest());
      backlog.lead(replica.appliedIndex());
      trimmer.lead();
      participant.lead();
      hasFailed = false;
      return true;
    } catch (EngineException unreadable) {
      failed(unreadable);
      return false;
    }
  }

  private void failed(EngineException unreadable) {
    hasFailed = true;
    failedNanos = clock.nanos();
    say(unreadable);
    replica.forgetProposals("the leader of the partition cannot read its store");
    passOn();
    replica.schedule(AGAIN_NANOS, replica::serveIfDrained);
  }

  /** To one after the other: who got it first may be no better off. */
  private void passOn() {
    String self = replica.group().status().self();
    List<String> others =
        replica.group().membership().voters().stream()
            .filter(voter -> voter.kind() == Membership.Kind.STORAGE)
            .map(Membership.Member::name)
            .filter(name -> !name.equals(self))
            .toList();
    String target = others.isEmpty() ? null : others.get(passedOn++ % others.size());
    replica.schedule(0, () -> replica.group().handOver(target, handedOver -> {}));
  }

  private void say(EngineException unreadable) {
    if (!said || failedNanos - saidNanos >= SAID_AGAIN_NANOS) {
      said = true;
      saidNanos = failedNanos;
      problems.accept(
          "Partition "
              + replica.partition()
              + " cannot be led here and is handed over: "
              + unreadable.getMessage());
    }
  }
}
