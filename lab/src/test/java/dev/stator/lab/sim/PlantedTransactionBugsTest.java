package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.table.LedgerTable;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.cluster.transaction.TransactionResponse.RowState;
import dev.stator.model.AttributeValue;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation finds bugs that are planted between coordinators and partitions. */
class PlantedTransactionBugsTest {
  private static final int SEEDS_MAX = Integer.getInteger("stator.sim.planted.seeds", 60);
  private static final long SECONDS = 10;

  /** What goes wrong. */
  private enum Bug {
    /** Partitions are told to commit, and the ledger never hears of the decision. */
    DECISION_IS_NOT_DURABLE,
    /** Nobody is kept from the items between prepare and commit. */
    ITEMS_ARE_NOT_KEPT,
    /** Any two rounds of reads agree, whatever they find. */
    ONE_ROUND_OF_READS,
    /** Reads do not see that something is prepared. */
    READS_OVERLOOK_WHAT_IS_PENDING,
    /** What was to be forgotten is done. */
    CANCEL_COMMITS,
    /** What was to be forgotten is left as it is, for ever. */
    CANCELS_ARE_LOST
  }

  @ParameterizedTest
  @EnumSource
  void isFound(Bug bug) {
    UnaryOperator<PartitionClient> planted = behind -> new Tampered(bug, behind);
    String found = null;
    for (long seed = 1; seed <= SEEDS_MAX && found == null; seed++) {
      try {
        new TransactionRun(seed, planted).go(SECONDS);
      } catch (AssertionError e) {
        found = e.getMessage();
        System.out.println(
            bug + " found with seed " + seed + ": " + found.lines().skip(1).findFirst());
      }
    }
    assertThat(found).as("%s within %d seeds", bug, SEEDS_MAX).isNotNull();
  }

  /** Passes on what is asked, but for the bug. */
  private static final class Tampered implements PartitionClient {
    private final Bug bug;
    private final PartitionClient behind;
    private final Map<String, TransactionRequest.Prepare> prepared = new HashMap<>();

    Tampered(Bug bug, PartitionClient behind) {
      this.bug = bug;
      this.behind = behind;
    }

    @Override
    public void send(PartitionRequest request, Consumer<PartitionResponse> reply) {
      boolean handled =
          switch (bug) {
            case DECISION_IS_NOT_DURABLE -> forgetDecision(request, reply);
            case ITEMS_ARE_NOT_KEPT -> letGo(request, reply);
            case ONE_ROUND_OF_READS -> alterRows(request, reply, false);
            case READS_OVERLOOK_WHAT_IS_PENDING -> alterRows(request, reply, true);
            case CANCEL_COMMITS -> {
              if (isCancel(request)
                  && request
                      instanceof
                      PartitionRequest.Transact(
                          long partition,
                          TransactionRequest.Finish(TransactionId id, _, _))) {
                behind.send(
                    new PartitionRequest.Transact(
                        partition, new TransactionRequest.Finish(id, true, false)),
                    reply);
                yield true;
              }
              yield false;
            }
            case CANCELS_ARE_LOST -> isCancel(request) && finished(reply);
          };
      if (!handled) {
        behind.send(request, reply);
      }
    }

    private static boolean forgetDecision(
        PartitionRequest request, Consumer<PartitionResponse> reply) {
      if (request instanceof PartitionRequest.WriteItem write
          && write.keySchema().equals(LedgerTable.SPEC.keySchema())
          && write.mutation() instanceof Mutation.Put put
          && new AttributeValue.S("COMMITTED").equals(put.item().view().get("state"))) {
        reply.accept(new PartitionResponse.Written(null, 0, 0));
        return true;
      }
      return false;
    }

    private static boolean isCancel(PartitionRequest request) {
      return request instanceof PartitionRequest.Transact transact
          && transact.step() instanceof TransactionRequest.Finish finish
          && !finish.commit()
          && !finish.seal();
    }

    private static boolean finished(Consumer<PartitionResponse> reply) {
      reply.accept(new PartitionResponse.Transacted(new TransactionResponse.Finished(false)));
      return true;
    }

    /** Cancels at once what was accepted, and writes it anew when it is to be committed. */
    private boolean letGo(PartitionRequest request, Consumer<PartitionResponse> reply) {
      if (!(request instanceof PartitionRequest.Transact transact)) {
        return false;
      }
      long partition = transact.partition();
      switch (transact.step()) {
        case TransactionRequest.Prepare prepare -> {
          prepared.put(prepare.id() + "@" + partition, prepare);
          behind.send(
              request,
              response ->
                  behind.send(
                      new PartitionRequest.Transact(
                          partition, new TransactionRequest.Finish(prepare.id(), false, false)),
                      cancelled -> reply.accept(response)));
          return true;
        }
        case TransactionRequest.Finish finish -> {
          TransactionRequest.Prepare was = prepared.remove(finish.id() + "@" + partition);
          if (!finish.commit() || was == null) {
            return false;
          }
          behind.send(
              new PartitionRequest.Transact(
                  partition, new TransactionRequest.Write(null, was.timestampMs(), was.actions())),
              done -> finished(reply));
          return true;
        }
        case TransactionRequest.Write _, TransactionRequest.Read _ -> {
          return false;
        }
      }
    }

    private boolean alterRows(
        PartitionRequest request, Consumer<PartitionResponse> reply, boolean keepVersion) {
      if (!(request instanceof PartitionRequest.Transact transact
          && transact.step() instanceof TransactionRequest.Read)) {
        return false;
      }
      behind.send(
          request,
          response ->
              reply.accept(
                  response instanceof PartitionResponse.Transacted transacted
                          && transacted.response() instanceof TransactionResponse.Rows rows
                      ? new PartitionResponse.Transacted(
                          new TransactionResponse.Rows(
                              rows.rows().stream()
                                  .map(row ->
                                      new RowState(
                                          row.row(), keepVersion ? row.version() : 7, false))
                                  .toList()))
                      : response));
      return true;
    }
  }
}
