package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.table.LedgerTable;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.consensus.host.HostOptions;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.node.NodeOptions;
import dev.stator.router.transaction.TransactionWrite;
import dev.stator.router.transaction.WriteOutcome;
import dev.stator.server.core.NodeCore;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A token works once, on a cluster whose wall clocks jump by hours and whose ledger's leaders
 * crash; and when its time is over, nothing of it is left.
 */
class TokenTest {
  private static final int JUMP_MILLIS_MAX = 7_200_000;
  private static final PrimaryKey KEY = new PrimaryKey(new AttributeValue.S("counted"), null);

  private final OneTable table =
      new OneTable(
          new ClusterWorld(3, 3, HostOptions.DEFAULT, NodeOptions.DEFAULT), new TreeMap<>());
  private final ClusterWorld world = table.world;

  @Test
  void aTokenWorksOnceForTenMinutesAndIsForgottenThen() {
    assertThat(add("done, or an answer that somebody lost")).isNotNull();
    long deadline = world.simulation.nowNanos() + 590 * World.SECONDS;
    int round = 0;
    while (world.simulation.nowNanos() < deadline) {
      world.simulation.runFor(45 * World.SECONDS);
      jump();
      if (++round % 3 == 0) {
        ClusterMachine leader = ledgerLeader();
        leader.crash(true);
        world.simulation.runFor(5 * World.SECONDS);
        leader.restart();
      }
      assertThat(add("a repetition")).isInstanceOf(WriteOutcome.Repeated.class);
    }
    assertThat(count()).isEqualTo(1);
    for (round = 0; round < 20 && ledgerRows() > 0; round++) {
      world.simulation.runFor(60 * World.SECONDS);
      jump();
    }
    assertThat(ledgerRows()).as("rows of the ledger some minutes later").isZero();
    assertThat(add("something new")).isInstanceOf(WriteOutcome.Done.class);
    assertThat(count()).isEqualTo(2);
  }

  private void jump() {
    for (ClusterMachine machine : world.machines) {
      machine.node.clock().wallOffset(world.random.nextInt(2 * JUMP_MILLIS_MAX) - JUMP_MILLIS_MAX);
    }
  }

  /** Adds one with the token, through anybody, until somebody says what became of it. */
  private WriteOutcome add(String what) {
    for (int tries = 0; tries < 60; tries++) {
      ClusterMachine machine = world.someone();
      NodeCore core = machine.core();
      if (core != null) {
        List<WriteOutcome> ended = new ArrayList<>();
        boolean[] over = {false};
        Call.make(
            machine,
            what,
            60 * World.SECONDS,
            (Consumer<WriteOutcome> reply) -> core.transactions().write(addition(), reply),
            outcome -> {
              over[0] = true;
              if (outcome != null && !(outcome instanceof WriteOutcome.Failed)) {
                ended.add(outcome);
              }
            });
        table.await(70, what, () -> over[0]);
        if (!ended.isEmpty()) {
          return ended.getFirst();
        }
      }
      world.simulation.runFor(World.SECONDS);
    }
    throw new AssertionError("nobody says what became of " + what);
  }

  private TransactionWrite addition() {
    UpdateExpression one =
        UpdateExpression.parse(
            "ADD n :one",
            ExpressionAttributes.of(
                null, Map.of(":one", new AttributeValue.N(DynamoNumber.of(1)))));
    WriteItem write =
        new WriteItem(
            table.partition(),
            Requests.KEY,
            KEY,
            new Mutation.Update(one),
            null,
            ReturnValues.NONE,
            false);
    return new TransactionWrite(
        "token", List.of(TransactionWrite.Part.of(OneTable.NAME, new Action(write, false))));
  }

  private long count() {
    byte[] row = table.leader().engine.get(RowKeys.itemKey(table.partition(), KEY));
    Item item = row == null ? Item.EMPTY : StoredRow.of(row).item();
    return item.get("n") instanceof AttributeValue.N n ? n.value().longValue() : 0;
  }

  private List<PartitionRange> ledger() {
    for (ClusterMachine machine : world.machines) {
      NodeCore core = machine.core();
      TableDescriptor found =
          core == null ? null : core.knowledge().tables().find(LedgerTable.NAME);
      if (found != null) {
        return found.partitions();
      }
    }
    throw new AssertionError("there is no ledger");
  }

  /** Whoever leads the part of the ledger that has something in it. */
  private ClusterMachine ledgerLeader() {
    for (PartitionRange range : ledger()) {
      ClusterMachine leader = world.leader(range.id());
      if (leader != null && rows(leader, range.id()) > 0) {
        return leader;
      }
    }
    return world.someone();
  }

  private int ledgerRows() {
    int rows = 0;
    for (PartitionRange range : ledger()) {
      rows += rows(world.holder(range.id()), range.id());
    }
    return rows;
  }

  private static int rows(ClusterMachine machine, long partition) {
    ByteRange range = RowKeys.partition(partition);
    int rows = 0;
    try (Engine.Cursor found = machine.engine.scan(range.from(), range.to(), false)) {
      while (found.next()) {
        rows++;
      }
    }
    return rows;
  }
}
