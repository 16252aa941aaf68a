package dev.stator.node;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.transaction.TransactionResponse.RowState;
import dev.stator.model.item.StoredRow;
import dev.stator.storage.engine.Engine;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads of replicas: one row on the caller's thread, a page in a lane. */
final class Reads {
  private final Engine engine;
  private final PageLanes lanes;
  private final Consumer<String> problems;

  Reads(Engine engine, PageLanes lanes, Consumer<String> problems) {
    this.engine = engine;
    this.lanes = lanes;
    this.problems = problems;
  }

  void row(
      PartitionReplica replica, PartitionRequest.ReadRow read, Consumer<PartitionResponse> reply) {
    if (serves(replica, read.consistent())) {
      reply.accept(row(replica, read));
    } else if (read.consistent()) {
      replica.withoutLease(
          may -> replica.answer(reply, may ? row(replica, read) : replica.notLeader()));
    } else {
      reply.accept(replica.notLeader());
    }
  }

  private PartitionResponse row(PartitionReplica replica, PartitionRequest.ReadRow read) {
    PartitionResponse response;
    try {
      byte[] row = engine.get(read.rowKey());
      response = new PartitionResponse.Row(row == null ? null : StoredRow.of(row));
    } catch (RuntimeException failed) {
      response = failed(failed);
    }
    return ifWhole(replica, response);
  }

  /** A step of a transaction; reads need no queue while this replica serves them. */
  void transact(
      PartitionReplica replica, TransactionRequest step, Consumer<PartitionResponse> reply) {
    if (!(step instanceof TransactionRequest.Read read) || !readNow(replica, read, reply)) {
      replica.group().executor().execute(() -> replica.transact(step, reply));
    }
  }

  private boolean readNow(
      PartitionReplica replica, TransactionRequest.Read read, Consumer<PartitionResponse> reply) {
    PartitionResponse response;
    try {
      List<RowState> states =
          replica.transactionReads().tryNow(read.rowKeys(), replica::servesStrongReads);
      if (states == null) {
        return false;
      }
      response = TransactionReads.response(states);
    } catch (RuntimeException failed) {
      response = failed(failed);
    }
    reply.accept(ifWhole(replica, response));
    return true;
  }

  void statistics(PartitionReplica replica, Consumer<PartitionResponse> reply) {
    if (!replica.servesWeakReads()) {
      reply.accept(replica.notLeader());
      return;
    }
    PartitionResponse response;
    try {
      response = replica.statistics();
    } catch (RuntimeException failed) {
      response = failed(failed);
    }
    reply.accept(ifWhole(replica, response));
  }

  private static boolean serves(PartitionReplica replica, boolean consistent) {
    return consistent ? replica.servesStrongReads() : replica.servesWeakReads();
  }

  /** An answer that was read while rows were taken away is none. */
  static PartitionResponse ifWhole(PartitionReplica replica, PartitionResponse response) {
    if (replica.retired()) {
      return new PartitionResponse.NotHosted();
    }
    return replica.whole() ? response : replica.notLeader();
  }

  void page(
      PartitionReplica replica, PartitionRequest.ReadPage page, Consumer<PartitionResponse> reply) {
    inLane(replica, page.consistent(), () -> PageReader.read(engine, page), reply);
  }

  void changes(
      PartitionReplica replica,
      PartitionRequest.ReadChanges read,
      Consumer<PartitionResponse> reply) {
    inLane(replica, true, () -> ChangeReader.changes(engine, read), reply);
  }

  void shards(
      PartitionReplica replica,
      PartitionRequest.ReadShards read,
      Consumer<PartitionResponse> reply) {
    inLane(
        replica,
        true,
        () -> ChangeReader.shards(engine, read.partition(), replica.appliedInEngine()),
        reply);
  }

  void feeds(
      PartitionReplica replica,
      PartitionRequest.ReadFeeds read,
      Consumer<PartitionResponse> reply) {
    inLane(replica, true, () -> ChangeReader.feeds(engine, read.partition()), reply);
  }

  private void inLane(
      PartitionReplica replica,
      boolean consistent,
      Supplier<PartitionResponse> read,
      Consumer<PartitionResponse> reply) {
    offer(
        replica,
        () -> {
          if (serves(replica, consistent)) {
            answer(replica, read, reply);
          } else if (consistent) {
            replica.withoutLease(may -> {
              if (may) {
                offer(replica, () -> answer(replica, read, reply), reply);
              } else {
                replica.answer(reply, replica.notLeader());
              }
            });
          } else {
            replica.answer(reply, replica.notLeader());
          }
        },
        reply);
  }

  private void offer(PartitionReplica replica, Runnable work, Consumer<PartitionResponse> reply) {
    if (!lanes.offer(work)) {
      replica.answer(reply, new PartitionResponse.Busy("too many pages wait to be read"));
    }
  }

  /** In a lane. Throws nothing, whatever the page or its reader does. */
  private void answer(
      PartitionReplica replica,
      Supplier<PartitionResponse> read,
      Consumer<PartitionResponse> reply) {
    PartitionResponse response;
    try {
      response = read.get();
    } catch (RuntimeException failed) {
      response = failed(failed);
    }
    replica.answer(reply, ifWhole(replica, response));
  }

  /** Damage, or a bug in reading one thing: named, answered, and others are served on. */
  private PartitionResponse failed(RuntimeException failed) {
    problems.accept("A read failed: " + failed);
    return new PartitionResponse.Failed(String.valueOf(failed.getMessage()));
  }
}
