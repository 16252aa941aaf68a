package dev.stator.node;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.cluster.table.PlacementItems;
import dev.stator.cluster.table.SystemTables;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.ReplicaName;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.item.EncodedItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells the system table who belongs to the groups that are led here, when that is settled and the
 * table says otherwise. Tried again until it is told, or somebody else has told something newer.
 * Its state belongs to its executor.
 */
final class PlacementReports {
  private static final long RETRY_NANOS = 300_000_000L;
  private static final int UNDER_WAY_MAX = 64;

  /** A placement that is gone, with its table, must not come back. */
  private static final String NEWER =
      "attribute_exists("
          + PlacementItems.PLACEMENT_VERSION
          + ") AND "
          + PlacementItems.PLACEMENT_VERSION
          + " < :version";

  private final PlacementDirectory placements;
  private final PartitionClient partitions;
  private final SerialExecutor executor;
  private final TreeMap<Long, Placement> waiting = new TreeMap<>();
  private int underWay;
  private boolean retryArmed;

  PlacementReports(
      PlacementDirectory placements, PartitionClient partitions, SerialExecutor executor) {
    this.placements = placements;
    this.partitions = partitions;
    this.executor = executor;
  }

  /** A membership as the system table has it. */
  static Placement placement(long partition, long version, Membership membership) {
    List<Placement.Replica> replicas = new ArrayList<>();
    membership.voters().forEach(member -> replicas.add(replica(member, true)));
    membership.learners().forEach(member -> replicas.add(replica(member, false)));
    return new Placement(partition, version, replicas, membership.lastGeneration());
  }

  private static Placement.Replica replica(Member member, boolean voter) {
    return new Placement.Replica(
        ReplicaName.nodeOf(member.name()),
        ReplicaName.generationOf(member.name()),
        member.kind() == Kind.STORAGE ? Placement.Kind.STORAGE : Placement.Kind.LOG,
        voter);
  }

  /**
   * The leader of a group says who belongs to it. Any index at which a membership is in force is a
   * version of it: the next one has a higher index.
   */
  void settled(GroupStatus status) {
    Placement known = placements.find(status.groupId());
    Placement settled = placement(status.groupId(), status.appliedIndex(), status.membership());
    if (known == null
        || known.version() >= settled.version()
        || (known.replicas().equals(settled.replicas())
            && known.lastGeneration() == settled.lastGeneration())) {
      return;
    }
    waiting.put(status.groupId(), settled);
    tellSome();
  }

  private void tellSome() {
    while (underWay < UNDER_WAY_MAX && !waiting.isEmpty()) {
      tell(waiting.pollFirstEntry().getValue());
    }
  }

  private void tell(Placement placement) {
    underWay++;
    WriteItem write =
        new WriteItem(
            SystemTables.PARTITION,
            SystemTables.KEY_SCHEMA,
            SystemTables.placementKey(placement.partition()),
            new Mutation.Put(EncodedItem.of(PlacementItems.toItem(placement))),
            ConditionExpression.parse(
                ExpressionKind.CONDITION,
                NEWER,
                ExpressionAttributes.of(
                    null,
                    Map.of(
                        ":version", new AttributeValue.N(DynamoNumber.of(placement.version()))))),
            ReturnValues.NONE,
            false);
    partitions.send(write, response -> executor.execute(() -> told(placement, response)));
  }

  private void told(Placement placement, PartitionResponse response) {
    underWay--;
    boolean done =
        switch (response) {
          case PartitionResponse.Written written -> true;
          case PartitionResponse.ConditionFailed newer -> true;
          case PartitionResponse.NotLeader other -> false;
          case PartitionResponse.NotHosted other -> false;
          case PartitionResponse.Busy busy -> false;
          case PartitionResponse.Conflict conflict -> false;
          case PartitionResponse.Unknown lost -> false;
          case PartitionResponse.Failed failed -> false;
          case PartitionResponse.Refused refused -> throw wrong(response);
          case PartitionResponse.Row row -> throw wrong(response);
          case PartitionResponse.Page page -> throw wrong(response);
          case PartitionResponse.Statistics statistics -> throw wrong(response);
          case PartitionResponse.Kept kept -> throw wrong(response);
          case PartitionResponse.Transacted transacted -> throw wrong(response);
        };
    if (!done) {
      // A newer one may wait by now.
      waiting.putIfAbsent(placement.partition(), placement);
      retryLater();
    } else if (!retryArmed) {
      tellSome();
    }
  }

  private void retryLater() {
    if (!retryArmed) {
      retryArmed = true;
      executor.schedule(
          RETRY_NANOS,
          () -> {
            retryArmed = false;
            tellSome();
          });
    }
  }

  private static IllegalStateException wrong(PartitionResponse response) {
    return new IllegalStateException("A placement was written, and the answer is " + response);
  }
}
